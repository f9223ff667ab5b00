package home

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"gopkg.in/natefinch/lumberjack.v2"
)

// The log is at most three files of 2 MB.
const (
	logMegabytes = 2
	olderLogs    = 2
)

// Log is the file of the log.
func (f Folders) Log() string { return filepath.Join(f.State, "offprint.log") }

// Crash is the file for what the program says when it crashes.
func (f Folders) Crash() string { return filepath.Join(f.State, "crash.log") }

// OpenLog begins the log, and sees to it that a crash of the program is
// written down. Where the state folder cannot be written nothing is: that is no
// reason not to read. file is closed when the program ends.
func (f Folders) OpenLog() (log *slog.Logger, file io.Closer) {
	_ = os.MkdirAll(f.State, 0o700)
	rotating := &lumberjack.Logger{Filename: f.Log(), MaxSize: logMegabytes, MaxBackups: olderLogs}
	log = slog.New(slog.NewTextHandler(rotating, nil))
	crash, err := os.OpenFile(f.Crash(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err == nil {
		err = errors.Join(debug.SetCrashOutput(crash, debug.CrashOptions{}), crash.Close())
	}
	if err != nil {
		log.Warn("a crash would not be written down", "error", err)
	}
	return log, rotating
}
