"""The AWS APIs of the local cloud: ministack in one process, Lambda and Step Functions in others."""
