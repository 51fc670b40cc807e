"""Step Functions for the local host: moto's interpreter, with its faults mended and executions reported as on AWS."""
