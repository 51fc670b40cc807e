"""The only way to a model: route -> call -> check, repair once -> ledger."""
