"""Runs a command in a pseudo-terminal of so many columns and writes what the terminal got, a byte for a byte.

terminal.py COLUMNS SIGNAL_AFTER COMMAND...
SIGNAL_AFTER: text after which Ctrl+C is pressed; empty for none.
"""

import fcntl
import os
import pty
import struct
import sys
import termios

columns, signal_after, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    # Before the command looks at it.
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, int(columns), 0, 0))
    os.execvp(command[0], command)

seen = b""
pressed = signal_after == ""
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    seen += data
    if not pressed and signal_after.encode() in seen:
        pressed = True
        os.write(terminal, b"\x03")
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(status))
