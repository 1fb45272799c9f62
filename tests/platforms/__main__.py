"""python -m tests.platforms --personality moodle --port 9100 --tool http://localhost:9000"""

import argparse
import json
from pathlib import Path

from werkzeug.serving import run_simple

from tests.platforms.app import create_platform, platform_of
from tests.platforms.personality import PERSONALITIES
from tests.platforms.signing import Key
from tests.platforms.tool import ToolSettings


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.platforms", description="Serve a stand-in for an LMS.")
    parser.add_argument("--personality", choices=PERSONALITIES, default="moodle")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--tool", default="http://localhost:9000", help="the tool's base URL")
    parser.add_argument("--client-id", default="", help="in the place of the personality's own")
    parser.add_argument("--deployment-id", default="", help="in the place of the personality's own")
    parser.add_argument("--key-file", type=Path, help="keep the signing key here, so that it outlives a restart")
    parser.add_argument("--print-registration", action="store_true", help="say what the tool must know, and stop")
    return parser.parse_args()


def main() -> None:
    a = _arguments()
    tool = ToolSettings.at(a.tool, a.client_id, a.deployment_id)
    more = {"key": Key.kept_in(a.key_file)} if a.key_file else {}
    # 127.0.0.1, while the tool is at localhost: the frame is another site's, as in real life.
    app = create_platform(PERSONALITIES[a.personality], f"http://127.0.0.1:{a.port}", tool, **more)
    if a.print_registration:
        print(json.dumps(platform_of(app).registration(), indent=2))
        return
    run_simple("127.0.0.1", a.port, app, threaded=True)


if __name__ == "__main__":
    main()
