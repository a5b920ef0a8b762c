"""PyTorch: each file patches one of its modules, once the script has imported it."""
