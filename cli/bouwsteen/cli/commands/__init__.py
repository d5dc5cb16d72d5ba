"""What each verb does: `run(invocation, options)` calls a use case, hands the result to a view, returns an exit code."""
