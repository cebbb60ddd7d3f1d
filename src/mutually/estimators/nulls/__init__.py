"""What estimates are where the variables are independent."""
