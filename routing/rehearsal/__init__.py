"""What another policy, another day or other numbers of agents would come to: simulations and replayed days."""
