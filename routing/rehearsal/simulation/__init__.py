"""The routing engine on virtual time: what a plan, a policy or a number of agents would come to."""
