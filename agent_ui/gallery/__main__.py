"""`python -m agent_ui.gallery --port 8690`: every page with sample content."""

from __future__ import annotations

import argparse

import uvicorn

from agent_ui.gallery.app import Gallery, create_app


def main() -> None:
    parser = argparse.ArgumentParser(description="Serves every page of the agent UI with sample content.")
    parser.add_argument("--port", type=int, default=8690)
    uvicorn.run(create_app(Gallery()), host="127.0.0.1", port=parser.parse_args().port, log_level="warning")


if __name__ == "__main__":
    main()
