"""Views: plain data in, text out. They read nothing and print nothing themselves, but for the live ones."""
