"""The AWS APIs of the local cloud: ministack in one process, with its Lambda and Step Functions served by the others."""
