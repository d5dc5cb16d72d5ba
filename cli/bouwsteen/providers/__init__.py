"""The port to whatever manages resources. Adapters in `bouwsteen.adapters` implement it."""
