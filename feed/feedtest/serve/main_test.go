package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestServesUntilInterrupted(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "2026-03-01.json"), []byte(`[{"paper":{"id":"2602.00001"}}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{"--days", dir, "--today", "2026-07-01"}, in, io.Discard)
		in.Close()
	}()
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("reading the address: %v; %v", err, <-done)
	}
	response, err := http.Get(strings.TrimSpace(address) + "/api/daily_papers?date=2026-07-01")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); !strings.Contains(string(body), "2602.00001") {
		t.Errorf("today's list is %s", body)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestWrongFlags(t *testing.T) {
	for _, args := range [][]string{{}, {"--days", t.TempDir()}, {"--days", t.TempDir(), "--today", "soon"}, {"--days", t.TempDir(), "--addr", "x"}, {"--what"}} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}
