package thumbnail_test

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"offprint/app/thumbnail"
)

// web stands in for the servers that pictures come from. Every address has a green picture, but for those set.
type web struct {
	mu       sync.Mutex
	pictures map[string]image.Image
	err      error
	gate     chan struct{} // fetches wait until it is closed
	deaf     bool          // a fetch that is cancelled ends only at the gate
	urls     []string
	ended    []string // cancelled while they waited
	running  int
	most     int // running at a time
}

func newWeb() *web { return &web{pictures: map[string]image.Image{}} }

func (w *web) fetch(ctx context.Context, url string) (image.Image, error) {
	w.mu.Lock()
	w.urls = append(w.urls, url)
	w.running++
	w.most = max(w.most, w.running)
	picture, err, gate := w.pictures[url], w.err, w.gate
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.running--
		w.mu.Unlock()
	}()
	if gate != nil && w.deaf {
		<-gate
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	} else if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			w.mu.Lock()
			w.ended = append(w.ended, url)
			w.mu.Unlock()
			return nil, ctx.Err()
		}
	}
	if err != nil {
		return nil, err
	}
	if picture == nil {
		picture = within(image.Rect(0, 0, 320, 180), image.Rect(0, 0, 320, 180))
	}
	return picture, nil
}

func (w *web) hold() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gate = make(chan struct{})
}

func (w *web) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.gate)
	w.gate = nil
}

func (w *web) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
}

func (w *web) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.urls = nil
}

func (w *web) asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.urls)
}

func (w *web) cancelled() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.ended)
}

// answer is what became of a request.
type answer struct {
	url     string
	picture image.Image
	err     error
	times   int
}

func open(t *testing.T, w *web, config thumbnail.Config) *thumbnail.Loader {
	t.Helper()
	config.Fetch = w.fetch
	return thumbnail.New(config)
}

// load asks for a picture; the answer is there after synctest.Wait.
func load(ctx context.Context, loader *thumbnail.Loader, url string) *answer {
	a := &answer{url: url}
	loader.Load(ctx, url, func(picture image.Image, err error) {
		a.picture, a.err = picture, err
		a.times++
	})
	return a
}

func loadNow(t *testing.T, loader *thumbnail.Loader, url string) *answer {
	t.Helper()
	a := load(t.Context(), loader, url)
	synctest.Wait()
	if a.times != 1 {
		t.Errorf("%s was answered %d times", url, a.times)
	}
	return a
}

func check(t *testing.T, a *answer, width, height int, middle color.Color) {
	t.Helper()
	if a.err != nil || a.picture == nil || a.times != 1 {
		t.Errorf("%.40s: error %v, picture %v, answered %d times", a.url, a.err, a.picture != nil, a.times)
		return
	}
	if got := a.picture.Bounds(); got != image.Rect(0, 0, width, height) {
		t.Errorf("%.40s: is %v, want %d by %d", a.url, got, width, height)
	}
	if got := a.picture.At(width/2, height/2); !near(got, middle) {
		t.Errorf("%.40s: in the middle it is %v, want %v", a.url, got, middle)
	}
}

// near allows for what JPEG does to a colour.
func near(a, b color.Color) bool {
	r1, g1, b1, a1 := a.RGBA()
	r2, g2, b2, a2 := b.RGBA()
	for _, d := range []int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2), int(a1) - int(a2)} {
		if d < -0x600 || d > 0x600 {
			return false
		}
	}
	return true
}

// within is a red picture with a green rectangle in it.
func within(all, middle image.Rectangle) image.Image {
	picture := image.NewRGBA(all)
	draw.Draw(picture, all, image.NewUniform(red), image.Point{}, draw.Src)
	draw.Draw(picture, middle, image.NewUniform(green), image.Point{}, draw.Src)
	return picture
}

// files returns those of the cache.
func files(t *testing.T, folder string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "*.thumb*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
