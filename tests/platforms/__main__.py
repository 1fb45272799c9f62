"""python -m tests.platforms --personality moodle --port 9100 --tool http://localhost:9000"""

import argparse
import json

from werkzeug.serving import run_simple

from tests.platforms.app import make_app, make_platform
from tests.platforms.personality import PERSONALITIES


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve a stand-in for an LMS.")
    parser.add_argument("--personality", choices=PERSONALITIES, default="moodle")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--tool", default="http://localhost:9000")
    parser.add_argument("--print-registration", action="store_true")
    arguments = parser.parse_args()
    base_url = f"http://127.0.0.1:{arguments.port}"
    platform = make_platform(PERSONALITIES[arguments.personality], base_url, arguments.tool)
    if arguments.print_registration:
        print(json.dumps(platform.registration()))
        return
    run_simple("127.0.0.1", arguments.port, make_app(platform), threaded=True)


if __name__ == "__main__":
    main()
