"""Playbooks: a DAG of phases as data, and the compiler to Amazon States Language. Pure."""
