// Package home knows where things live on this computer: the library, its
// backups, the cache, and the state folder with log and crash file. It also
// remembers which libraries were opened here, so that one that has gone is not
// replaced by an empty one.
//
// What is in the library is for models; who may open a window on it, for
// instance.
package home

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"offprint/models"
)

// Folders say where things live. All are absolute paths; nothing need be there
// yet.
type Folders struct {
	// Library is the library's file.
	Library string
	// Backups is the folder for copies of the library, beside it.
	Backups string
	// Cache is the folder for pictures that can be fetched again.
	Cache string
	// State is the folder for the log, the crash file, the session and the
	// memory of libraries.
	State string
}

// Find gives the folders of one reader on the system goos, as in
// runtime.GOOS. homeFlag, else the variable OFFPRINT_HOME, puts all of them
// under one folder. Without either they are where the system wants them: on
// Linux and the BSDs by the XDG Base Directory Specification (a variable with a
// relative path counts as not set), on Windows under %LocalAppData%\Offprint,
// on macOS in the Library folder. The error is a *models.Error of the code
// Unusable.
func Find(homeFlag string, env func(string) string, goos string) (Folders, error) {
	one := homeFlag
	if one == "" {
		one = env("OFFPRINT_HOME")
	}
	if one != "" {
		root, err := filepath.Abs(one)
		if err != nil {
			return Folders{}, unusable(err, "The folder %q cannot be used as the home of Offprint. Nothing was changed; give another with --home.", one)
		}
		return folders(root, filepath.Join(root, "cache"), filepath.Join(root, "state")), nil
	}
	switch goos {
	case "windows":
		local := env("LocalAppData")
		if local == "" {
			return Folders{}, noHome("LocalAppData")
		}
		root := filepath.Join(local, "Offprint")
		return folders(root, filepath.Join(root, "cache"), filepath.Join(root, "state")), nil
	case "darwin":
		user := env("HOME")
		if user == "" {
			return Folders{}, noHome("HOME")
		}
		root := filepath.Join(user, "Library", "Application Support", "Offprint")
		return folders(root, filepath.Join(user, "Library", "Caches", "Offprint"), filepath.Join(root, "state")), nil
	}
	var missing error
	xdg := func(variable, standard string) string {
		if base := env(variable); filepath.IsAbs(base) {
			return filepath.Join(base, "offprint")
		}
		user := env("HOME")
		if user == "" {
			missing = noHome("HOME")
		}
		return filepath.Join(user, standard, "offprint")
	}
	found := folders(xdg("XDG_DATA_HOME", ".local/share"), xdg("XDG_CACHE_HOME", ".cache"), xdg("XDG_STATE_HOME", ".local/state"))
	if missing != nil {
		return Folders{}, missing
	}
	return found, nil
}

// besideProgram is the folder that makes a program portable where it lies beside
// it, as in the archive for Windows.
const besideProgram = "offprint-home"

// Beside is the home of a portable program, of which the file is given: the
// folder offprint-home beside it. It is empty where there is none.
func Beside(program string) string {
	folder := filepath.Join(filepath.Dir(program), besideProgram)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return ""
	}
	return folder
}

func folders(data, cache, state string) Folders {
	return Folders{
		Library: filepath.Join(data, "offprint.db"),
		Backups: filepath.Join(data, "backups"),
		Cache:   cache,
		State:   state,
	}
}

// Gone says that the library was here before and no longer is.
func (f Folders) Gone() bool {
	_, err := os.Stat(f.Library)
	return errors.Is(err, os.ErrNotExist) && (f.WasHere(f.Library) || f.hasBackups())
}

// hasBackups says that there are backups of a library: then there was one, also
// where the memory of it is gone.
func (f Folders) hasBackups() bool {
	all, err := os.ReadDir(f.Backups)
	return err == nil && slices.ContainsFunc(all, func(e os.DirEntry) bool { return filepath.Ext(e.Name()) == ".db" })
}

// OpenLibrary opens the library with opts, whose MustExist and Backups it
// sets, and remembers that it was here. One that was here before and is gone, or
// of which only backups are here, is an error of the code Vanished, unless anew
// says to start a new one. Other errors are those of models.Open. That it cannot be remembered is written to
// the log and no error.
func (f Folders) OpenLibrary(ctx context.Context, anew bool, opts models.Options) (*models.Library, error) {
	opts.Backups = f.Backups
	opts.MustExist = !anew && (f.WasHere(f.Library) || f.hasBackups())
	library, err := models.Open(ctx, f.Library, opts)
	if err != nil {
		return nil, err
	}
	if err := f.Remember(f.Library); err != nil {
		log := opts.Log
		if log == nil {
			log = slog.Default()
		}
		log.WarnContext(ctx, "the library will not be missed if it goes", "error", err)
	}
	return library, nil
}

func unusable(cause error, format string, args ...any) error {
	return &models.Error{Code: models.Unusable, Message: fmt.Sprintf(format, args...), Err: cause}
}

func noHome(variable string) error {
	return unusable(nil, "There is no place for the library: the variable %s is not set. Nothing was changed; name a folder with --home.", variable)
}
