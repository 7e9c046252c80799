"""The pages of the window, each one task of the desk; imported one by one as they are opened."""
