"""What estimates show of independent variables, in closed form."""
