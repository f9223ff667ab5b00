package refresh

import (
	"errors"
	"log/slog"
	"os"

	"offprint/feed"
	"offprint/feed/arxiv"
	"offprint/feed/gate"
)

// Sources are the two servers that papers come from, behind one gate.
type Sources struct {
	Feed *feed.Client
	// Archive lets a Refresher ask arXiv, too.
	Archive Option
	// Pauses are the times in which a server is not asked, as they begin; those
	// that nobody takes are forgotten.
	Pauses <-chan gate.Pause
}

// OpenSources opens the servers that papers come from and asks nothing yet.
// HF_ENDPOINT, HF_TOKEN and OFFPRINT_ARXIV_ENDPOINT are read from the
// environment. shared is the file through which all programs of this reader keep
// arXiv's pace together, as in gate.Config.
func OpenSources(shared, version string, log *slog.Logger) (Sources, error) {
	pauses := make(chan gate.Pause, 8)
	g := gate.New(gate.Config{Shared: shared, Log: log, OnPause: func(p gate.Pause) {
		select {
		case pauses <- p:
		default:
		}
	}})
	hub, err := feed.New(feed.Config{Endpoint: os.Getenv("HF_ENDPOINT"), Token: os.Getenv("HF_TOKEN"), Version: version, Log: log, Gate: g})
	archive, archiveErr := arxiv.New(arxiv.Config{Endpoint: os.Getenv("OFFPRINT_ARXIV_ENDPOINT"), Version: version, Log: log, Gate: g})
	return Sources{Feed: hub, Archive: WithArchive(archive), Pauses: pauses}, errors.Join(err, archiveErr)
}
