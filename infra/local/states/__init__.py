"""Step Functions for the local host: the interpreter of moto, with its faults mended and executions reported as on AWS."""
