// Command reference writes what packages carry about the commands, from the table that the program has of them: the
// manual page offprint.1, and the completions offprint.bash, offprint.fish and _offprint (zsh).
//
//	go run ./app/cli/reference FOLDER VERSION
//
// The manual page bears the day of SOURCE_DATE_EPOCH, in seconds, else today.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"offprint/app/cli"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run ./app/cli/reference FOLDER VERSION")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2], os.Getenv("SOURCE_DATE_EPOCH")); err != nil {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(1)
	}
}

func write(folder, version, epoch string) error {
	day := time.Now()
	if epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return fmt.Errorf("read SOURCE_DATE_EPOCH: %w", err)
		}
		day = time.Unix(seconds, 0)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	var page bytes.Buffer
	if err := cli.WriteManual(&page, version, day); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "offprint.1"), page.Bytes(), 0o644); err != nil {
		return err
	}
	for _, shell := range cli.Shells() {
		file := "offprint." + shell
		if shell == "zsh" {
			file = "_offprint" // the name that zsh looks for
		}
		var script bytes.Buffer
		if err := cli.WriteCompletion(&script, shell); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, file), script.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
