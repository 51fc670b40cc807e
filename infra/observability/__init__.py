"""What operators see of a stage: dashboards, alarms, objectives, saved queries."""
