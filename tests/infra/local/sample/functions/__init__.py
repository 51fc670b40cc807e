"""The sample app's Lambda functions; on the local host they run from this folder."""
