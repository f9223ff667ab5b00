package cli_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"offprint/app/cli"
)

// FuzzArguments looks for arguments that are neither understood nor refused
// with one sentence, and for such as both a command and the window take.
func FuzzArguments(f *testing.F) {
	for _, seed := range []string{
		"", "list|--limit|3|-survey", "--home|x|tag|2603.00001|+a|-b", "--|list", "--theme|dark|--demo", "--version", "-h", "note|-h|--help",
		"export|--format=bibtex|--output|-", "--home", "keep|2603.00001|--tag|a|--tag=b", "help|lsit", "\x1b[31m|\xff", "--=|==",
		"2411.19865", "--|offprint://paper/2411.19865", "offprint://paper/--home=x|--demo", "https://arxiv.org/abs/2411.19865|list",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var args []string
		if text != "" {
			args = strings.Split(text, "|")
		}
		if _, err := cli.ParseWindow(args); err == nil && cli.IsCommand(args) {
			t.Errorf("%q: a command, and arguments of the window", args)
		}
		var out, errs bytes.Buffer
		opened := false
		code := cli.Run(context.Background(), args, cli.Env{
			Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs,
			Open: func(context.Context, string, bool) (*cli.Session, error) {
				opened = true
				return nil, errors.New("there is no library here")
			},
		})
		switch {
		case opened && code != cli.Failed:
			t.Errorf("%q: code %d without a library", args, code)
		case !opened && code != cli.OK && code != cli.Misuse:
			t.Errorf("%q: code %d", args, code)
		case (code == cli.OK) == strings.HasPrefix(errs.String(), "offprint: "):
			t.Errorf("%q: code %d and stderr %q", args, code, errs.String())
		case strings.ContainsAny(errs.String(), "\x1b\x00"):
			t.Errorf("%q: stderr speaks to the terminal: %q", args, errs.String())
		case code == cli.OK && out.Len() == 0:
			t.Errorf("%q: nothing was done", args)
		}
	})
}
