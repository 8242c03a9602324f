raise ImportError("the logging of the standard library was meant")
