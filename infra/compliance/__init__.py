"""What reviewers of AWS accounts ask of a template, asked here: python -m infra.compliance.

Every stage is synthesised and looked through. What a checker finds is mended, or accepted in `accepted.py` with a
reason; each wildcard of a policy is in `wildcards.py` with its own.
"""
