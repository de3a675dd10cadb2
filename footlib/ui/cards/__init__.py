"""What a person sees: each part of the page follows a session and draws its frames."""
