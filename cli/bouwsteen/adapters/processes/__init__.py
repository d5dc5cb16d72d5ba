"""What runs beside us: the launcher of services and the supervisor that keeps them running."""
