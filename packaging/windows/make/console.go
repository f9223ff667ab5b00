package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// How Windows starts a program (Microsoft, "PE Format", Windows Subsystem).
const (
	subsystemWindow  = 2
	subsystemConsole = 3
)

// makeConsole copies a program that has a window into one that has a terminal:
// the shell waits for it and gets its code, and what it writes is seen.
func makeConsole(program, console string) error {
	code, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	if err := setSubsystem(code, subsystemWindow, subsystemConsole); err != nil {
		return fmt.Errorf("read %s: %w", program, err)
	}
	return os.WriteFile(console, code, 0o755)
}

// setSubsystem changes the one field of a program by which the two differ.
func setSubsystem(code []byte, from, to uint16) error {
	const (
		atHeader    = 0x3c // where the offset of the PE header stands
		toOptional  = 4 + 20
		toChecksum  = 64
		toSubsystem = 68
	)
	if len(code) < atHeader+4 || string(code[:2]) != "MZ" {
		return errors.New("it is no program for Windows")
	}
	header := int(binary.LittleEndian.Uint32(code[atHeader:]))
	if header < 0 || header > len(code)-toOptional-toSubsystem-2 || string(code[header:header+4]) != "PE\x00\x00" {
		return errors.New("it has no PE header")
	}
	optional := code[header+toOptional:]
	if is := binary.LittleEndian.Uint16(optional[toSubsystem:]); is != from {
		return fmt.Errorf("its subsystem is %d, want %d", is, from)
	}
	binary.LittleEndian.PutUint16(optional[toSubsystem:], to)
	binary.LittleEndian.PutUint32(optional[toChecksum:], 0) // none, which a program need not have
	return nil
}
