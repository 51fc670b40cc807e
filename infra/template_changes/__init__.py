"""What a change does to the template, for whoever reviews it: python -m infra.template_changes [BASE]."""
