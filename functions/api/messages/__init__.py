"""What clients send and get. Apart from the domain's models, so that those can change without breaking a client."""
