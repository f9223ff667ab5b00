package demo_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"offprint/app/demo"
	"offprint/app/refresh"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDemo(t *testing.T) {
	// Evening in New York is the next day in UTC.
	evening := time.Date(2031, 5, 4, 22, 0, 0, 0, time.FixedZone("New York", -4*3600))
	d, err := demo.Open(t.Context(), func() time.Time { return evening }, nil)
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(d.Folders.Library)
	if d.Library.Path() != d.Folders.Library || filepath.Dir(d.Folders.State) != folder || filepath.Dir(d.Folders.Cache) != folder {
		t.Errorf("the demo is not in one folder: library %s, folders %+v", d.Library.Path(), d.Folders)
	}

	report, err := refresh.New(d.Feed, d.Library).Today(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if report.Asked != "2031-05-05" || report.Day != "2031-05-05" || report.Saved.Papers == 0 || report.Skipped != 0 {
		t.Errorf("report %+v, want papers of 2031-05-05", report)
	}
	papers, err := d.Library.Papers(t.Context(), models.View{Place: models.DailyPlace, Day: "2031-05-05"})
	if err != nil || len(papers) != report.Saved.Papers {
		t.Fatalf("%d papers (%v), want %d", len(papers), err, report.Saved.Papers)
	}
	if _, err := d.Library.Keep(t.Context(), []int64{papers[0].ID}, models.Keeping{}); err != nil {
		t.Fatal(err)
	}
	steps, err := d.Library.History(t.Context(), 1)
	if err != nil || len(steps) != 1 || steps[0].Origin != models.ByWindow {
		t.Errorf("steps %+v (%v), want one by the window", steps, err)
	}
	for _, p := range papers {
		if p.Thumbnail != "" && !strings.HasPrefix(p.Thumbnail, "http://127.0.0.1:") {
			t.Errorf("the thumbnail of %s is outside the demo: %s", p.ArxivID, p.Thumbnail)
		}
	}

	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the demo's folder is still there: %v", err)
	}
}

func TestDemoWithoutAPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, variable := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(variable, file)
	}
	_, err := demo.Open(t.Context(), nil, nil)
	if e := (*models.Error)(nil); !errors.As(err, &e) {
		t.Errorf("error %v, want a sentence", err)
	}
}
