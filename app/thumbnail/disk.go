package thumbnail

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/natefinch/atomic"
	"golang.org/x/image/draw"
)

const (
	// suffix tells the files of the cache from others that somebody put into its folder.
	suffix = ".thumb"
	// quality of the JPEG: at this size the eye finds no difference to 100.
	quality = 85
	// largestFile is far above what a picture of this size comes to.
	largestFile = 4 << 20
)

// disk is the cache folder. A file is named by a hash of the address, never by the address itself, and its time of
// change is when it was last used.
type disk struct {
	folder string
	limit  int64 // bytes
	size   image.Point
	now    func() time.Time
	log    *slog.Logger
	remove func(path string) error

	mu      sync.Mutex
	counted bool  // whether held is known
	held    int64 // bytes in the folder
}

func (d *disk) file(url string) string {
	// The size belongs to it: a picture of another size is another picture.
	sum := sha256.Sum256(fmt.Appendf(nil, "%dx%d %s", d.size.X, d.size.Y, url))
	return filepath.Join(d.folder, hex.EncodeToString(sum[:])+suffix)
}

// read returns the picture if it is kept. A damaged file is removed.
func (d *disk) read(url string) (image.Image, bool) {
	file := d.file(url)
	picture, err := decode(file, d.size)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		d.log.Warn("a picture kept on the disk is damaged and is fetched again", "url", url, "error", err)
		_ = os.Remove(file) // else the next write replaces it
		return nil, false
	}
	d.touch(file)
	return picture, true
}

func decode(file string, size image.Point) (image.Image, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > largestFile {
		return nil, fmt.Errorf("%s is of %d bytes", file, info.Size())
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	readConfig, read := jpeg.DecodeConfig, jpeg.Decode
	if bytes.HasPrefix(data, []byte("\x89PNG")) {
		readConfig, read = png.DecodeConfig, png.Decode
	}
	config, err := readConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", file, err)
	}
	if config.Width != size.X || config.Height != size.Y {
		return nil, fmt.Errorf("decode %s: %d by %d pixels, want %d by %d", file, config.Width, config.Height, size.X, size.Y)
	}
	picture, err := read(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", file, err)
	}
	return picture, nil
}

// write keeps a picture, as JPEG or, where something shines through, as PNG, and makes room for it.
func (d *disk) write(url string, picture *image.RGBA) error {
	var data bytes.Buffer
	var err error
	if picture.Opaque() {
		err = jpeg.Encode(&data, picture, &jpeg.Options{Quality: quality})
	} else {
		err = png.Encode(&data, picture)
	}
	if err != nil {
		return fmt.Errorf("encode the picture %s: %w", url, err)
	}
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		return fmt.Errorf("make the folder of pictures: %w", err)
	}
	file, size := d.file(url), int64(data.Len())
	if err := atomic.WriteFile(file, &data); err != nil {
		return fmt.Errorf("write the picture %s: %w", file, err)
	}
	d.touch(file)
	return d.makeRoom(size)
}

func (d *disk) touch(file string) {
	now := d.now()
	if err := os.Chtimes(file, now, now); err != nil {
		d.log.Warn("the use of a picture was not noted", "file", file, "error", err)
	}
}

// makeRoom counts what was added, and removes the files not used for longest until a tenth of the limit is free, once
// there is more than the limit. (A tenth, for the folder is not to be read for every picture from then on.)
func (d *disk) makeRoom(added int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held += added
	if d.counted && d.held <= d.limit {
		return nil
	}
	files, err := d.count()
	if err != nil {
		return err
	}
	if d.held <= d.limit {
		return nil
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), strings.Compare(a.Name(), b.Name()))
	})
	return d.drop(files, d.limit/10*9)
}

// drop removes files in their order until no more than most bytes are held. One
// that cannot be removed does not keep the others. The caller holds the lock.
func (d *disk) drop(files []fs.FileInfo, most int64) error {
	var errs []error
	for _, info := range files {
		if d.held <= most {
			break
		}
		if err := d.remove(filepath.Join(d.folder, info.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, fmt.Errorf("remove a picture: %w", err))
			continue
		}
		d.held -= info.Size()
	}
	return errors.Join(errs...)
}

// count reads the folder anew and returns its pictures. The caller holds the
// lock.
func (d *disk) count() ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(d.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the folder of pictures: %w", err)
	}
	d.counted, d.held = true, 0
	var files []fs.FileInfo
	for _, entry := range entries {
		if !isOurs(entry.Name()) {
			continue
		}
		// One that has gone since the folder was read needs no room.
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, info)
			d.held += info.Size()
		}
	}
	return files, nil
}

// clear removes all pictures.
func (d *disk) clear() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	files, err := d.count()
	if err != nil {
		return err
	}
	return d.drop(files, -1) // those of no bytes, too
}

// isOurs says whether a file of that name was written by this package, whole or (its name then goes on) in part.
func isOurs(name string) bool {
	sum, _, found := strings.Cut(name, suffix)
	_, err := hex.DecodeString(sum)
	return found && err == nil && len(sum) == 2*sha256.Size
}

// scale returns the middle of a picture in another size: as much of it as has the new shape. At such sizes the sharper
// CatmullRom looks no different and takes twice the time, which is a processor's.
func scale(original image.Image, width, height int) *image.RGBA {
	from := original.Bounds()
	// What is too much of one side is cut off at both its ends. A side is never cut to nothing.
	if w := max(1, from.Dy()*width/height); w < from.Dx() {
		from.Min.X += (from.Dx() - w) / 2
		from.Max.X = from.Min.X + w
	} else if h := max(1, from.Dx()*height/width); h < from.Dy() {
		from.Min.Y += (from.Dy() - h) / 2
		from.Max.Y = from.Min.Y + h
	}
	scaled := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.BiLinear.Scale(scaled, scaled.Bounds(), original, from, draw.Src, nil)
	return scaled
}
