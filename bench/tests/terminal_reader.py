#!/usr/bin/env python3
"""terminal_reader.py TERMINAL COLUMNS ROWS SCENES COMMAND…: what a person before a terminal sees of a command.

Runs the command on a terminal of its own, interpreted by PyPI's pyte, and tells as JSON what the screen showed after
each scene, and how the command ended. TERMINAL says what a smaller width does to lines that are on the screen: "cuts"
them (xterm, the Linux console) or "breaks" them anew (VTE, kitty, iTerm). SCENES is a JSON list, done one after the other:
  {"wait": "text"}         until the screen shows it, at most 60 s
  {"pass": seconds}        whatever comes
  {"paints": number}       until the block has been drawn so many times more, at most 60 s
  {"resize": [columns, rows]}
  {"press": "keys"}        "\u0003" is Ctrl-C
  {"end": true}            until the command has ended
Ends with 77 when pyte is missing: scripts/setup --packages test installs it.
"""
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

try:
    import pyte
    import wcwidth  # comes with pyte
except ImportError:
    sys.exit(77)


class Screen(pyte.HistoryScreen):
    """pyte's, with what it lacks: it counts what did not fit into its line, and is resized as terminals are."""

    def __init__(self, columns, rows, breaks):
        self.breaks, self.too_wide = breaks, 0
        super().__init__(columns, rows, history=10_000, ratio=0.001)

    def draw(self, data):
        self.too_wide += self.cursor.x + wcwidth.wcswidth(data) > self.columns
        super().draw(data)

    def text(self):
        return [line.rstrip() for line in self.display]

    def past(self):
        return ["".join(line[x].data for x in range(max(line, default=-1) + 1)).rstrip() for line in self.history.top]

    def become(self, columns, rows):
        """A row is a line of its own here, because nothing of ours wraps. The cursor stays beside its character."""
        lines, at = self.text()[:self.cursor.y + 1], self.cursor.y
        below = self.text()[at + 1:]
        while below and not below[-1]:
            below.pop()
        broken, cursor = [], 0
        for number, line in enumerate(lines + below):
            if number == at:
                cursor = len(broken)
            pieces = [line[i:i + columns] for i in range(0, len(line), columns)] or [""]
            broken += pieces if self.breaks else pieces[:1]
        gone = max(0, cursor - rows + 1, min(len(broken) - rows, cursor))  # over the upper edge
        column, past = min(self.cursor.x, columns - 1), self.history.top
        for line in broken[:gone]:
            past.append({x: self.default_char._replace(data=c) for x, c in enumerate(line)})
        self.resize(rows, columns)
        self.erase_in_display(2)
        for y, line in enumerate(broken[gone:gone + rows]):
            self.cursor_position(y + 1, 1)
            super().draw(line)
        self.cursor_position(cursor - gone + 1, column + 1)


def set_size(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


PAINTED = b"\x1b[?7h"  # the end of a block: lines wrap again


class Terminal:
    def __init__(self, screen, command):
        self.screen, self.stream, self.code, self.escapes = screen, pyte.ByteStream(screen), None, 0
        self.paints, self.tail = 0, b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            time.sleep(0.1)  # until the size is set
            os.execvp(command[0], command)
        set_size(self.terminal, screen.columns, screen.lines)

    def read(self, seconds):
        """Everything that comes within that time, and what is there; false at its end."""
        ends = time.monotonic() + seconds
        for _ in range(10_000):
            if not select.select([self.terminal], [], [], max(0, ends - time.monotonic()))[0]:
                break
            try:
                data = os.read(self.terminal, 65536)
            except OSError:  # the last one that had it open has left
                data = b""
            if not data:
                return False
            self.escapes += data.count(b"\x1b")
            self.paints += (self.tail + data).count(PAINTED)
            self.tail = (self.tail + data)[1 - len(PAINTED):]
            self.stream.feed(data)
        return True

    def read_paints(self, number):
        ends, enough = time.monotonic() + 60, self.paints + number
        while self.paints < enough and time.monotonic() < ends and self.read(0):
            select.select([self.terminal], [], [], 0.02)

    def play(self, scene):
        if "wait" in scene:
            ends = time.monotonic() + 60
            while not any(scene["wait"] in line for line in self.screen.text()) and time.monotonic() < ends:
                if not self.read(0.02):
                    break
        elif "pass" in scene:
            self.read(scene["pass"])
        elif "paints" in scene:
            self.read_paints(scene["paints"])
        elif "resize" in scene:
            self.read_paints(1)  # the next one is farthest then, and none should be on its way
            set_size(self.terminal, *scene["resize"])
            self.screen.become(*scene["resize"])
        elif "press" in scene:
            os.write(self.terminal, scene["press"].encode())
        elif "end" in scene:
            ends = time.monotonic() + 90
            while self.read(0.1) and time.monotonic() < ends:
                pass
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        return {"screen": self.screen.text(), "past": self.screen.past(), "cursor": [self.screen.cursor.x, self.screen.cursor.y],
                "too_wide": self.screen.too_wide, "hidden": self.screen.cursor.hidden, "escapes": self.escapes, "paints": self.paints, "progress": self.progress_thread()}

    def progress_thread(self):
        """Of the thread that draws: on which processors it may run, and its time on one, in seconds."""
        try:
            tasks = os.listdir(f"/proc/{self.pid}/task")
            for task in (f"/proc/{self.pid}/task/{name}" for name in tasks):
                with open(task + "/comm", encoding="ascii") as comm:
                    if comm.read().strip() != "progress":
                        continue
                with open(task + "/schedstat", encoding="ascii") as stat, open(task + "/status", encoding="ascii") as status:
                    allowed = next(line.split()[1] for line in status if line.startswith("Cpus_allowed_list"))
                    return {"cpu_s": int(stat.read().split()[0]) / 1e9, "cpus": allowed}
        except OSError:  # it ended meanwhile
            pass
        return None


def main():
    kind, columns, rows, scenes, *command = sys.argv[1:]
    terminal = Terminal(Screen(int(columns), int(rows), kind == "breaks"), command)
    began = time.monotonic()
    seen = [terminal.play(scene) | {"s": time.monotonic() - began} for scene in json.loads(scenes)]
    json.dump({"seen": seen, "code": terminal.code}, sys.stdout)


if __name__ == "__main__":
    main()
