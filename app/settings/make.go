package settings

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"offprint/app/session"
	"offprint/app/ui"
	"offprint/app/words"
	"offprint/models"
)

// Pictures are the small pictures that are kept on the disk. Both methods read
// the disk.
type Pictures interface {
	Used() (int64, error)
	Clear() error
}

// make makes all settings.
func (p *Pane) make() {
	p.notice = newNotice(p)
	p.makeAppearance()
	p.makeReading()
	p.makeKeys()
	p.makeFeed()
	p.makeStorage()
	if p.config.Backups != nil {
		p.makeBackups()
	}
	p.makeAbout()
}

// options are options whose values are kept in the session.
func options[T comparable](p *Pane, name string, values []T, texts []string, get func(session.Session) T, set func(*session.Session, T)) *ui.Options {
	o := ui.NewOptions(name, texts, slices.Index(values, get(p.config.Session())), func(i int) {
		p.config.Set(func(s *session.Session) { set(s, values[i]) })
		p.pop.Refresh() // the text may have another size now
	})
	o.Keyboard = p
	o.OnFocus = func() { p.page.Reveal(o) }
	return o
}

// button is a button in the page.
func (p *Pane) button(text string, do func()) *ui.Button {
	b := (&ui.Button{Text: text, OnTapped: do, Keyboard: p}).Init()
	b.OnFocus = func() { p.page.Reveal(b) }
	return b
}

func percents(values []int) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = fmt.Sprintf("%d %%", v)
	}
	return texts
}

// with has a value that is set to what is none of the usual ones among them.
func with(values []int, value int) []int {
	if !slices.Contains(values, value) {
		values = append(values, value)
		slices.Sort(values)
	}
	return values
}

func (p *Pane) makeAppearance() {
	s := p.config.Session()
	name := words.T("Look")
	p.add(Appearance, name, words.T("Light, dark, or as the system has it, also when that changes."), "theme dark mode color night",
		options(p, name, []string{"", "light", "dark"}, []string{words.T("System"), words.T("Light"), words.T("Dark")},
			func(s session.Session) string { return s.Theme }, func(s *session.Session, v string) { s.Theme = v }))

	name = words.T("Text size")
	sizes := with([]int{80, 90, 100, 110, 125, 150, 175, 200}, s.TextSize)
	p.add(Appearance, name, words.T("Of all text in the window. Cards and buttons grow with it."), "font larger smaller zoom big",
		options(p, name, sizes, percents(sizes), func(s session.Session) int { return s.TextSize }, func(s *session.Session, v int) { s.TextSize = v }))

	name = words.T("Scale of the window")
	about := words.T("Of everything, pictures and lines too. It holds from the next start on.")
	if p.config.Scaled {
		about = words.T("It is set from outside now, by FYNE_SCALE, which goes before what is set here.")
	}
	scales := with([]int{75, 100, 125, 150, 175, 200}, s.Scale)
	p.add(Appearance, name, about, "zoom dpi hidpi screen",
		options(p, name, scales, percents(scales), func(s session.Session) int { return s.Scale }, func(s *session.Session, v int) { s.Scale = v }))

	name = words.T("Language")
	p.add(Appearance, name, words.T("Of the window. It holds from the next start on; commands stay English."), "chinese english translation 中文",
		options(p, name, []string{"", "en", "zh-Hans"}, []string{words.T("System"), "English", words.T("Chinese") + " 简体中文"},
			func(s session.Session) string { return s.Language }, func(s *session.Session, v string) { s.Language = v }))
}

// offOn are the options of what can be on or off.
func offOn(p *Pane, name string, get func(session.Session) bool, set func(*session.Session, bool)) *ui.Options {
	return options(p, name, []bool{false, true}, []string{words.T("Off"), words.T("On")}, get, set)
}

func (p *Pane) makeReading() {
	name := words.T("Preview of notes")
	p.add(Reading, name, words.T("What a note will look like, beside the text, where the pane is wide enough."), "markdown editor",
		offOn(p, name, func(s session.Session) bool { return s.Preview }, func(s *session.Session, v bool) { s.Preview = v }))
	p.add(Reading, words.T("Mute and follow"), words.T("Words, authors and organizations whose papers are folded away, or brought to the top."), "rules filter hide block",
		p.button(words.T("Open…"), func() { p.do("rules") }))
}

func (p *Pane) makeFeed() {
	name := words.T("Read the newest list")
	minutes := with([]int{0, 15, 30, 60, 180}, p.config.Session().RefreshMinutes)
	texts := make([]string, len(minutes))
	for i, m := range minutes {
		switch {
		case m == 0:
			texts[i] = words.T("When asked")
		case m%60 == 0:
			texts[i] = words.T("%d h", m/60)
		default:
			texts[i] = words.T("%d min", m)
		}
	}
	p.add(Feed, name, words.T("How often Hugging Face is asked for the day's list while the window is open."), "refresh interval update sync network",
		options(p, name, minutes, texts, func(s session.Session) int { return s.RefreshMinutes }, func(s *session.Session, v int) { s.RefreshMinutes = v }))
	name = words.T("Notification")
	p.add(Feed, name, words.T("The desktop says when a new day's list opens, once a day."), "notify desktop alert",
		offOn(p, name, func(s session.Session) bool { return s.Notify }, func(s *session.Session, v bool) { s.Notify = v }))
}

// size is a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return words.T("%d bytes", bytes)
	case bytes < 1<<20:
		return words.T("%d KB", (bytes+1<<9)>>10)
	case bytes < 10<<20:
		return words.T("%.1f MB", float64(bytes)/(1<<20))
	case bytes < 1<<30:
		return words.T("%d MB", (bytes+1<<19)>>20)
	}
	return words.T("%.1f GB", float64(bytes)/(1<<30))
}

func (p *Pane) makeStorage() {
	name := words.T("Pictures on the disk")
	sizes := with([]int{16, 64, 256, 1024}, p.config.Session().CacheMiB)
	texts := make([]string, len(sizes))
	for i, s := range sizes {
		texts[i] = size(int64(s) << 20)
	}
	p.add(Storage, name, words.T("The most that the pictures of cards may take; those not seen for longest go first."), "thumbnails cache limit space",
		options(p, name, sizes, texts, func(s session.Session) int { return s.CacheMiB }, func(s *session.Session, v int) {
			s.CacheMiB = v
			p.countPictures()
		}))
	p.used = ui.NewLine(words.T("Counting…"), 12, ui.ColorMuted)
	clearNow := p.button(words.T("Clear now"), p.clearPictures)
	p.add(Storage, words.T("Used by pictures"), words.T("They are fetched again when they are needed."), "thumbnails cache clear delete space",
		container.New(layout.NewCustomPaddedHBoxLayout(12), container.NewCenter(p.used), clearNow))
	p.countPictures()
	p.add(Storage, words.T("Your library"), words.T("%s\nEverything that you keep is in this one file. To have it elsewhere, move it while Offprint is closed and start it with --home FOLDER, or set OFFPRINT_HOME.", p.config.Library), "folder path database move home location",
		p.folderButtons(p.config.Library))
	for _, f := range p.config.Folders {
		p.add(Storage, f.Name, f.Path, "folder path", p.folderButtons(filepath.Join(f.Path, ".")))
	}
}

// folderButtons copy a path and show its folder.
func (p *Pane) folderButtons(path string) fyne.CanvasObject {
	folder := path
	if filepath.Ext(path) != "" {
		folder = filepath.Dir(path)
	}
	return container.New(layout.NewCustomPaddedHBoxLayout(8),
		p.copyButton(words.T("Copy path"), path), p.button(words.T("Open folder"), func() { p.config.OpenFolder(folder) }))
}

// copyButton copies a text, and says so itself: a toast lies below the pane.
func (p *Pane) copyButton(name, text string) *ui.Button {
	var b *ui.Button
	b = p.button(name, func() {
		p.config.Copy(text)
		b.SetText(words.T("Copied"), "", false)
	})
	return b
}

func (p *Pane) countPictures() { p.pictures(func() error { return nil }) }

func (p *Pane) clearPictures() {
	p.used.SetText(words.T("Clearing…"))
	p.pictures(p.config.Pictures.Clear)
}

// pictures does something to the pictures and shows what they take then.
func (p *Pane) pictures(do func() error) {
	p.config.Tasks.Go(func(context.Context) func() {
		err := do()
		used, countErr := p.config.Pictures.Used()
		return func() {
			text := size(used)
			if err = errors.Join(err, countErr); err != nil {
				p.config.Log("look after the pictures", err)
				text = words.T("Could not be read")
			}
			p.used.SetText(text)
			p.page.Arrange()
			p.page.Refresh()
		}
	})
}

func (p *Pane) makeAbout() {
	p.add(About, words.T("Offprint %s", p.config.Version), words.T("A reading list for machine-learning papers, kept in one file on your own disk. Free software under the BSD 3-Clause licence."), "version license",
		p.copyButton(words.T("Copy version"), "Offprint "+p.config.Version))
	p.add(About, words.T("Where papers come from"), words.T("Lists, summaries and pictures from Hugging Face; titles, abstracts and names from arXiv. Nothing that you write leaves this computer."), "source privacy arxiv hugging face network", nil)
	p.add(About, words.T("All keys"), words.T("On one page, as they are set now."), "shortcuts keyboard help",
		p.button(words.T("Show"), func() { p.do("keys") }))
}

// sentence is what a reader is told of an error.
func sentence(err error) string {
	var known *models.Error
	if errors.As(err, &known) {
		return words.Formatted(known.Message, known.Format, known.Args)
	}
	return words.T("Something went wrong; nothing was lost. Details are in the log.")
}
