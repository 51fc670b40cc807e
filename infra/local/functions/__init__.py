"""The Lambda service of the local host: the Invoke API in front of real runtimes, one subprocess per environment."""
