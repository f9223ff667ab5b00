// Command serve answers as Hugging Face's daily papers do, from a folder of
// recorded days, for trying the program without the network:
//
//	go run ./feed/feedtest/serve --days DIR --today now
//
// It writes its address, for HF_ENDPOINT, and serves until it is interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"offprint/feed/feedtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(stderr)
	days := flags.String("days", "", "the folder with the recorded days, YYYY-MM-DD.json each")
	addr := flags.String("addr", "127.0.0.1:0", "where to listen")
	today := flags.String("today", "", "present the newest recorded day as this one: YYYY-MM-DD, or now")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *days == "" {
		return errors.New("--days is missing: the folder with the recorded days")
	}
	options := []feedtest.Option{feedtest.Addr(*addr)}
	if *today == "now" {
		*today = time.Now().UTC().Format("2006-01-02")
	}
	if *today != "" {
		options = append(options, feedtest.ShiftTo(*today))
	}
	server, err := feedtest.Start(os.DirFS(*days), options...)
	if err != nil {
		return err
	}
	defer server.Close()
	if len(server.Days()) == 0 {
		return fmt.Errorf("no recorded days, YYYY-MM-DD.json, are in %s", *days)
	}
	fmt.Fprintln(stdout, server.URL)
	<-ctx.Done()
	return nil
}
