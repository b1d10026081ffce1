"""The development stack: everything that runs the shop on one machine."""
