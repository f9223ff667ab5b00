package thumbnail_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"offprint/app/thumbnail"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	green = color.RGBA{G: 160, A: 255}
	red   = color.RGBA{R: 200, A: 255}
)

func TestAPictureIsScaledAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "not made yet")
		web := newWeb()
		loader := open(t, web, thumbnail.Config{Folder: folder})
		if _, ok := loader.Cached("a"); ok {
			t.Error("in memory before it was loaded")
		}
		got := load(t.Context(), loader, "a")
		synctest.Wait()
		check(t, got, 224, 126, green)
		if picture, ok := loader.Cached("a"); !ok || picture.Bounds().Dx() != 224 {
			t.Error("not in memory after it was loaded")
		}
		check(t, loadNow(t, loader, "a"), 224, 126, green)
		loader.Close()

		again := open(t, web, thumbnail.Config{Folder: folder})
		defer again.Close()
		if _, ok := again.Cached("a"); ok {
			t.Error("Cached looked on the disk")
		}
		check(t, loadNow(t, again, "a"), 224, 126, green)
		if asked := web.asked(); !slices.Equal(asked, []string{"a"}) {
			t.Errorf("fetched %q, want it once", asked)
		}
	})
}

func TestAnotherSizeIsAnotherPicture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, web := t.TempDir(), newWeb()
		for _, width := range []int{32, 64} {
			loader := open(t, web, thumbnail.Config{Folder: folder, Width: width, Height: width / 2})
			check(t, loadNow(t, loader, "a"), width, width/2, green)
			loader.Close()
		}
		if got := len(files(t, folder)); got != 2 {
			t.Errorf("%d files, want one of each size", got)
		}
	})
}

func TestTheMiddleIsKept(t *testing.T) {
	for name, original := range map[string]image.Image{
		"wide":       within(image.Rect(0, 0, 800, 90), image.Rect(320, 0, 480, 90)),
		"high":       within(image.Rect(0, 0, 160, 700), image.Rect(0, 305, 160, 395)),
		"right":      within(image.Rect(0, 0, 160, 90), image.Rect(0, 0, 160, 90)),
		"not at 0,0": within(image.Rect(-50, 70, 270, 160), image.Rect(30, 70, 190, 160)),
		"one pixel":  within(image.Rect(0, 0, 1, 1), image.Rect(0, 0, 1, 1)),
		"a line":     within(image.Rect(0, 0, 900, 1), image.Rect(440, 0, 460, 1)),
	} {
		synctest.Test(t, func(t *testing.T) {
			web := newWeb()
			web.pictures["a"] = original
			loader := open(t, web, thumbnail.Config{Folder: t.TempDir(), Width: 32, Height: 18})
			defer loader.Close()
			a := loadNow(t, loader, "a")
			check(t, a, 32, 18, green)
			for _, corner := range []image.Point{{2, 2}, {29, 2}, {2, 15}, {29, 15}} {
				if a.picture != nil && !near(a.picture.At(corner.X, corner.Y), green) {
					t.Errorf("%s: at %v the colour is %v", name, corner, a.picture.At(corner.X, corner.Y))
				}
			}
		})
	}
}

func TestWhatShinesThroughStillDoesFromTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, web := t.TempDir(), newWeb()
		web.pictures["a"] = image.NewNRGBA(image.Rect(0, 0, 64, 36)) // nothing but transparent
		for range 2 {
			loader := open(t, web, thumbnail.Config{Folder: folder, Width: 32, Height: 18})
			a := loadNow(t, loader, "a")
			check(t, a, 32, 18, color.RGBA{})
			loader.Close()
		}
		if asked := web.asked(); len(asked) != 1 {
			t.Errorf("fetched %q, want it once", asked)
		}
	})
}

func TestNoMoreThanTheWorkersFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := newWeb()
		web.hold()
		loader := open(t, web, thumbnail.Config{Folder: t.TempDir(), Workers: 3})
		defer loader.Close()
		var answers []*answer
		for i := range 20 {
			answers = append(answers, load(t.Context(), loader, fmt.Sprint(i)))
		}
		synctest.Wait()
		if got := len(web.asked()); got != 3 {
			t.Errorf("%d fetched at a time, want 3", got)
		}
		web.release()
		synctest.Wait()
		for _, a := range answers {
			check(t, a, 224, 126, green)
		}
		if web.most > 3 {
			t.Errorf("%d fetched at a time later, want 3", web.most)
		}
	})
}

func TestTheNewestRequestIsServedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := newWeb()
		web.hold()
		loader := open(t, web, thumbnail.Config{Folder: t.TempDir(), Workers: 1})
		defer loader.Close()
		for _, url := range []string{"first", "a", "b", "c", "a"} {
			load(t.Context(), loader, url)
			synctest.Wait()
		}
		web.release()
		synctest.Wait()
		if got, want := web.asked(), []string{"first", "a", "c", "b"}; !slices.Equal(got, want) {
			t.Errorf("fetched %q, want %q", got, want)
		}
	})
}

func TestWhatIsOnTheDiskNeverWaitsForTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, web := t.TempDir(), newWeb()
		loader := open(t, web, thumbnail.Config{Folder: folder})
		loadNow(t, loader, "kept")
		loader.Close()

		web.hold()
		loader = open(t, web, thumbnail.Config{Folder: folder, Workers: 1})
		defer loader.Close()
		slow := []*answer{load(t.Context(), loader, "slow"), load(t.Context(), loader, "slower")}
		synctest.Wait()
		check(t, loadNow(t, loader, "kept"), 224, 126, green)
		web.release()
		synctest.Wait()
		for _, a := range slow {
			check(t, a, 224, 126, green)
		}
	})
}

func TestRequestsForOnePictureAreOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := newWeb()
		web.hold()
		loader := open(t, web, thumbnail.Config{Folder: t.TempDir()})
		defer loader.Close()
		ctx, cancel := context.WithCancel(t.Context())
		one, two, gone := load(t.Context(), loader, "a"), load(t.Context(), loader, "a"), load(ctx, loader, "a")
		synctest.Wait()
		three := load(t.Context(), loader, "a")
		cancel()
		synctest.Wait()
		if !errors.Is(gone.err, context.Canceled) || gone.times != 1 {
			t.Errorf("who left was told %v, %d times", gone.err, gone.times)
		}
		web.release()
		synctest.Wait()
		for _, a := range []*answer{one, two, three} {
			check(t, a, 224, 126, green)
		}
		if asked := web.asked(); len(asked) != 1 || gone.times != 1 {
			t.Errorf("fetched %q, want it once; who left was answered %d times", asked, gone.times)
		}
	})
}

func TestWhatScrolledAwayIsNotFetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := newWeb()
		web.hold()
		loader := open(t, web, thumbnail.Config{Folder: t.TempDir(), Workers: 1})
		defer loader.Close()
		ctx, cancel := context.WithCancel(t.Context())
		running := load(ctx, loader, "running")
		synctest.Wait()
		queued := load(ctx, loader, "queued")
		synctest.Wait()
		cancel()
		synctest.Wait()
		answers := []*answer{running, queued}
		for range 50 {
			answers = append(answers, load(ctx, loader, "never wanted"))
		}
		for _, a := range answers {
			synctest.Wait()
			if !errors.Is(a.err, context.Canceled) || a.times != 1 {
				t.Errorf("%s: told %v, %d times", a.url, a.err, a.times)
			}
		}
		if got := web.cancelled(); !slices.Equal(got, []string{"running"}) {
			t.Errorf("the fetches of %q were cancelled", got)
		}
		web.release()
		// It has not failed: when the card comes back, it is fetched.
		check(t, loadNow(t, loader, "running"), 224, 126, green)
		if got, want := web.asked(), []string{"running", "running"}; !slices.Equal(got, want) {
			t.Errorf("fetched %q, want %q", got, want)
		}
	})
}

func TestWhatComesBackDoesNotWaitForACancelledFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := newWeb()
		web.hold()
		web.deaf = true
		loader := open(t, web, thumbnail.Config{Folder: t.TempDir(), Workers: 2})
		defer loader.Close()
		ctx, cancel := context.WithCancel(t.Context())
		load(ctx, loader, "a")
		synctest.Wait()
		cancel()
		synctest.Wait()
		back := load(t.Context(), loader, "a")
		synctest.Wait()
		web.release()
		synctest.Wait()
		check(t, back, 224, 126, green)
	})
}

func TestAFailureIsNotRepeatedForTenMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := newWeb()
		web.pictures["none"] = image.NewRGBA(image.Rect(0, 0, 0, 9))
		loader := open(t, web, thumbnail.Config{Folder: t.TempDir()})
		defer loader.Close()
		web.fail(errors.New("no route"))
		if a := loadNow(t, loader, "a"); a.err == nil || !strings.Contains(a.err.Error(), "no route") {
			t.Errorf("told %v", a.err)
		}
		time.Sleep(9 * time.Minute)
		if a := loadNow(t, loader, "a"); a.err == nil || len(web.asked()) != 1 {
			t.Errorf("nine minutes later: told %v after %d fetches, want 1", a.err, len(web.asked()))
		}
		time.Sleep(time.Minute)
		web.fail(nil)
		check(t, loadNow(t, loader, "a"), 224, 126, green)

		web.fail(errors.New("no route"))
		loadNow(t, loader, "b")
		web.fail(nil)
		if a := loadNow(t, loader, "b"); a.err == nil {
			t.Error("b was fetched again at once")
		}
		loader.Retry()
		check(t, loadNow(t, loader, "b"), 224, 126, green)
		if a := loadNow(t, loader, "none"); a.err == nil {
			t.Error("a picture without pixels was shown")
		}
	})
}

func TestADamagedFileIsFetchedAnew(t *testing.T) {
	var other bytes.Buffer
	if err := png.Encode(&other, image.NewRGBA(image.Rect(0, 0, 640, 360))); err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func([]byte) []byte{
		"empty":        func([]byte) []byte { return nil },
		"cut off":      func(b []byte) []byte { return b[:len(b)/2] },
		"no picture":   func([]byte) []byte { return []byte("<html>") },
		"another size": func([]byte) []byte { return other.Bytes() },
		"far too long": func(b []byte) []byte { return append(b, make([]byte, 8<<20)...) },
	} {
		synctest.Test(t, func(t *testing.T) {
			folder, web := t.TempDir(), newWeb()
			loader := open(t, web, thumbnail.Config{Folder: folder})
			loadNow(t, loader, "a")
			loader.Close()
			file := files(t, folder)[0]
			whole := read(t, file)
			write(t, file, damage(slices.Clone(whole)))

			for range 2 { // the second is a look at what the first left
				loader = open(t, web, thumbnail.Config{Folder: folder})
				check(t, loadNow(t, loader, "a"), 224, 126, green)
				loader.Close()
			}
			if got := len(web.asked()); got != 2 {
				t.Errorf("%s: fetched %d times, want once more", name, got)
			}
			if got := files(t, folder); len(got) != 1 || !bytes.Equal(read(t, got[0]), whole) {
				t.Errorf("%s: the folder holds %q, want one whole file", name, got)
			}
		})
	}
}

func TestADamagedFileGoesEvenIfNothingReplacesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, web := t.TempDir(), newWeb()
		for range 2 {
			loader := open(t, web, thumbnail.Config{Folder: folder})
			loadNow(t, loader, "a")
			loader.Close()
			for _, file := range files(t, folder) {
				write(t, file, []byte("damaged"))
			}
			web.fail(errors.New("no route"))
		}
		if got := files(t, folder); len(got) > 0 {
			t.Errorf("still there: %q", got)
		}
	})
}

func TestTheFolderStaysBelowItsCap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, web := t.TempDir(), newWeb()
		mine := filepath.Join(folder, "mine.txt")
		write(t, mine, []byte("not of the cache"))
		if err := os.Chtimes(mine, time.Unix(0, 0), time.Unix(0, 0)); err != nil { // the oldest of all
			t.Fatal(err)
		}
		loader := open(t, web, thumbnail.Config{Folder: folder})
		loadNow(t, loader, "0")
		loader.Close()
		one := int64(len(read(t, files(t, folder)[0])))

		// There is room for ten. The memory holds one, so that the disk is used.
		config := thumbnail.Config{Folder: folder, CapBytes: 10*one + one/2, Memory: 1}
		loader = open(t, web, config)
		for i := 1; i < 10; i++ {
			time.Sleep(time.Minute)
			loadNow(t, loader, fmt.Sprint(i))
		}
		if got := len(files(t, folder)); got != 10 {
			t.Fatalf("%d pictures kept, want all 10", got)
		}
		time.Sleep(time.Minute)
		loadNow(t, loader, "0") // the oldest is used again
		time.Sleep(time.Minute)
		loadNow(t, loader, "10") // one too many
		loader.Close()

		var held int64
		for _, file := range files(t, folder) {
			held += int64(len(read(t, file)))
		}
		if held > config.CapBytes {
			t.Errorf("the folder holds %d bytes, want %d at most", held, config.CapBytes)
		}
		web.forget()
		loader = open(t, web, config)
		defer loader.Close()
		for _, url := range []string{"10", "0", "9", "8", "7"} {
			loadNow(t, loader, url)
		}
		if got := web.asked(); len(got) > 0 {
			t.Errorf("used lately, and yet not kept: %q", got)
		}
		loadNow(t, loader, "1")
		if got := web.asked(); len(got) != 1 {
			t.Error("what was not used for longest was kept")
		}
		if got := string(read(t, mine)); got != "not of the cache" {
			t.Errorf("a file of somebody else holds %q", got)
		}
	})
}

func TestTheCapCanBeChangedAndTheFolderCleared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder, web := t.TempDir(), newWeb()
		mine := filepath.Join(folder, "mine.txt")
		write(t, mine, []byte("not of the cache"))
		loader := open(t, web, thumbnail.Config{Folder: folder})
		defer loader.Close()
		for i := range 10 {
			time.Sleep(time.Minute)
			loadNow(t, loader, fmt.Sprint(i))
		}
		used, err := loader.Used()
		if err != nil || used == 0 || len(files(t, folder)) != 10 {
			t.Fatalf("%d bytes are used by %d pictures, %v", used, len(files(t, folder)), err)
		}
		if err := loader.SetCap(used / 2); err != nil {
			t.Fatal(err)
		}
		less, err := loader.Used()
		if err != nil || less > used/2 || less == 0 {
			t.Errorf("%d bytes are used of %d, %v", less, used/2, err)
		}
		if err := loader.Clear(); err != nil {
			t.Fatal(err)
		}
		if now, err := loader.Used(); err != nil || now != 0 || len(files(t, folder)) != 0 {
			t.Errorf("%d bytes are used afterwards, %v", now, err)
		}
		web.forget()
		loadNow(t, loader, "9")
		if got := web.asked(); len(got) != 1 {
			t.Error("a picture came from memory after it was cleared")
		}
		if got := string(read(t, mine)); got != "not of the cache" {
			t.Errorf("a file of somebody else holds %q", got)
		}
	})
}

func TestAFileIsNeverNamedFromOutside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		root, web := t.TempDir(), newWeb()
		folder := filepath.Join(root, "cache")
		loader := open(t, web, thumbnail.Config{Folder: folder})
		defer loader.Close()
		for _, url := range []string{"../../evil", "/etc/passwd", `..\evil`, "https://example.org/\x00.png", "CON", strings.Repeat("x", 5000)} {
			check(t, loadNow(t, loader, url), 224, 126, green)
		}
		name := regexp.MustCompile(`^cache/[0-9a-f]{64}\.thumb$`)
		count := 0
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			relative, _ := filepath.Rel(root, path)
			if err == nil && !d.IsDir() {
				count++
				if !name.MatchString(filepath.ToSlash(relative)) {
					t.Errorf("wrote %s", relative)
				}
			}
			return err
		})
		if err != nil || count != 6 {
			t.Errorf("%d files, want 6 (%v)", count, err)
		}
	})
}

func TestADiskThatCannotBeWrittenStillShowsPictures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "cache")
		write(t, folder, []byte("a file where the folder belongs"))
		var logged bytes.Buffer
		loader := open(t, newWeb(), thumbnail.Config{Folder: folder, Log: slog.New(slog.NewTextHandler(&logged, nil))})
		check(t, loadNow(t, loader, "a"), 224, 126, green)
		loader.Close()
		if !strings.Contains(logged.String(), "was not kept") {
			t.Errorf("logged %q", logged.String())
		}
	})
}

func TestTheMemoryIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loader := open(t, newWeb(), thumbnail.Config{Folder: t.TempDir(), Memory: 2})
		defer loader.Close()
		for _, url := range []string{"a", "b", "c"} {
			loadNow(t, loader, url)
		}
		if _, ok := loader.Cached("a"); ok {
			t.Error("three pictures are in a memory of two")
		}
		for _, url := range []string{"b", "c"} {
			if _, ok := loader.Cached(url); !ok {
				t.Errorf("%s is not in memory", url)
			}
		}
	})
}

func TestCloseEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		web := newWeb()
		web.hold()
		loader := open(t, web, thumbnail.Config{Folder: t.TempDir(), Workers: 1})
		ctx, cancel := context.WithCancel(t.Context())
		running, queued := load(ctx, loader, "running"), load(ctx, loader, "queued")
		synctest.Wait()
		loader.Close() // returns although the server does not answer
		cancel()
		late := load(t.Context(), loader, "late")
		loader.Close()
		synctest.Wait()
		for _, a := range []*answer{running, queued, late} {
			if a.times != 0 {
				t.Errorf("%s was answered after Close: %v", a.url, a.err)
			}
		}
	})
}

// FuzzDamagedFile lets anything stand in a file of the cache: what is shown is a picture of the right size all the same.
func FuzzDamagedFile(f *testing.F) {
	var whole bytes.Buffer
	if err := png.Encode(&whole, image.NewRGBA(image.Rect(0, 0, 32, 18))); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:40])
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe0})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, content []byte) {
		folder := t.TempDir()
		config := thumbnail.Config{Folder: folder, Width: 32, Height: 18, Fetch: newWeb().fetch}
		for range 2 {
			loader := thumbnail.New(config)
			answered := make(chan image.Image, 1)
			loader.Load(t.Context(), "a", func(picture image.Image, _ error) { answered <- picture })
			if picture := <-answered; picture == nil || picture.Bounds() != image.Rect(0, 0, 32, 18) {
				t.Fatalf("shown is %v", picture)
			}
			loader.Close()
			write(t, files(t, folder)[0], content)
		}
	})
}

// BenchmarkLoad fetches, scales and keeps a picture as large as those that papers have.
func BenchmarkLoad(b *testing.B) {
	original := within(image.Rect(0, 0, 1200, 675), image.Rect(0, 0, 1200, 675))
	loader := thumbnail.New(thumbnail.Config{
		Folder: b.TempDir(),
		Fetch:  func(context.Context, string) (image.Image, error) { return original, nil },
	})
	defer loader.Close()
	answered := make(chan error)
	for i := 0; b.Loop(); i++ {
		loader.Load(b.Context(), fmt.Sprint(i), func(_ image.Image, err error) { answered <- err })
		if err := <-answered; err != nil {
			b.Fatal(err)
		}
	}
}
