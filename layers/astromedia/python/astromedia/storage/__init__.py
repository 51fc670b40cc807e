"""The Protocols of domain.ports on AWS: DynamoDB (PynamoDB), S3, Step Functions, EventBridge, Secrets Manager.

Region, endpoint and credentials come from where boto takes them; nothing here asks which cloud it talks to.
"""
