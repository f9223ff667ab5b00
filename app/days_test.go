package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fyne.io/fyne/v2"

	"offprint/app/demo"
	"offprint/app/session"
	"offprint/app/ui"
	"offprint/assets"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

func TestDays(t *testing.T) {
	play(t, func(s *stage) {
		for _, step := range []struct {
			key, title string
			papers     int
		}{
			{"[", "Thu 19 Mar 2026", 9}, {"[", "Wed 18 Mar 2026", 12}, {"]", "Thu 19 Mar 2026", 9}, {"]", "Fri 20 Mar 2026", 11},
		} {
			s.press(step.key)
			equal(s, "heading after "+step.key, s.pane().Title(), step.title)
			equal(s, "papers", len(s.listed()), step.papers)
			equal(s, "current", s.current(), s.listed()[0])
			s.sees("arXiv:" + s.current())
		}
		s.press("]")
		equal(s, "said", s.said(), "That list is not open yet.")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		s.taps("Previous day")
		equal(s, "heading", s.pane().Title(), "Thu 19 Mar 2026")
		s.press("Esc") // back to the newest
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
	})
}

func TestADayThatMayStillGrowIsReadAgain(t *testing.T) {
	play(t, func(s *stage) {
		s.does("Read the list only when asked")
		s.becomes(later(t, "2026-03-19"), today)
		s.press("[")
		equal(s, "papers of a list that was read just now", len(s.listed()), 9)
		s.press("]")
		s.pass(40 * time.Minute)
		said := s.said()
		s.server.Fault(feedtest.Fault{Kind: feedtest.Slow, Delay: 5 * time.Second, Times: 1, Path: "/api/"})
		s.press("[")
		equal(s, "papers shown meanwhile", len(s.listed()), 9)
		s.press("j", "j")
		current := s.current()
		s.pass(10 * time.Second)
		equal(s, "papers", len(s.listed()), 10)
		equal(s, "current", s.current(), current)
		equal(s, "told", s.pane().Told(), "")
		equal(s, "said", s.said(), said)

		s.offline()
		s.press("[")
		s.pass(2 * time.Minute)
		equal(s, "heading", s.pane().Title(), "Wed 18 Mar 2026")
		equal(s, "papers", len(s.listed()), 12)
		equal(s, "told", s.pane().Told(), "Offline: showing the copy of 14:00.")
	})
}

func TestDaysWithoutAListAreSteppedOver(t *testing.T) {
	days := fstest.MapFS{}
	for _, day := range []string{"2026-03-20", "2026-03-17"} {
		data, err := fs.ReadFile(assets.Sample(), day+".json")
		if err != nil {
			t.Fatal(err)
		}
		days[day+".json"] = &fstest.MapFile{Data: data}
	}
	playOn(t, days, today, func(s *stage) {
		s.open()
		s.press("[")
		equal(s, "heading", s.pane().Title(), "Tue 17 Mar 2026")
		equal(s, "told", s.pane().Told(), "No list for Thu 19 Mar 2026; this is the nearest one.")
		s.press("[")
		equal(s, "heading", s.pane().Title(), "Tue 17 Mar 2026")
		equal(s, "told", s.pane().Told(), "No list in the week before Mon 16 Mar 2026.")
		s.press("b") // looks further back
		equal(s, "told", s.pane().Told(), "No list in the week before Mon 9 Mar 2026.")
		s.press("]")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
	})
}

func TestADayWhoseListIsNotThereYet(t *testing.T) {
	playOn(t, assets.Sample(), "2026-03-22", func(s *stage) {
		s.open() // a Sunday
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "told", s.pane().Told(), "The list of Sun 22 Mar 2026 is not there yet. This is the newest one.")
		s.press("]")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "told", s.pane().Told(), "There is no newer list yet.")
	})
}

func TestTroubleKeepsTheListAndSaysWhat(t *testing.T) {
	for kind, want := range map[feedtest.FaultKind]string{
		feedtest.SignInPage:  "sign",
		feedtest.Unavailable: "",
		feedtest.CutOff:      "",
		feedtest.TooMany:     "",
	} {
		t.Run(string(kind), func(t *testing.T) {
			playOn(t, assets.Sample(), today, func(s *stage) {
				s.openWithout("2026-03-19")
				before := strings.Join(s.listed(), " ")
				s.server.Fault(feedtest.Fault{Kind: kind, Seconds: 900, Path: "/api/"})
				s.press("j", "F5")
				s.pass(2 * time.Minute)
				told := s.pane().Told()
				if told == "" || !strings.HasSuffix(told, ".") || !strings.Contains(strings.ToLower(told), want) {
					t.Errorf("told %q", told)
				}
				equal(s, "list", strings.Join(s.listed(), " "), before)
				equal(s, "index", s.list().Index(), 1)
				s.seesNot("Reading the list…")

				s.press("[") // a day that is not kept
				s.pass(2 * time.Minute)
				if s.pane().Told() == "" {
					t.Error("nothing is told of a day that cannot be read")
				}
				s.server.ClearFaults()
				s.taps("Try again")
				s.pass(time.Second)
				equal(s, "heading", s.pane().Title(), "Thu 19 Mar 2026")
				equal(s, "papers", len(s.listed()), 9)
				equal(s, "told", s.pane().Told(), "")
			})
		})
	}
}

func TestAListThatComesLateDoesNotMoveTheReader(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.openWithout("2026-03-19")
		s.server.Fault(feedtest.Fault{Kind: feedtest.Slow, Delay: 5 * time.Second, Times: 1, Path: "/api/"})
		s.press("[")
		s.sees("Reading the list…")
		s.goes("Starred")
		s.pass(10 * time.Second)
		equal(s, "heading", s.pane().Title(), "Starred")
		s.seesNot("Reading the list…")
	})
}

func TestOfflineShowsTheCopy(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.openWithout("2026-03-19")
		s.press("s")
		s.close()
		s.offline()
		s.start = s.start.Add(24 * time.Hour)
		s.open()
		s.pass(2 * time.Minute)
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "papers", len(s.listed()), 11)
		told := s.pane().Told()
		if !strings.HasPrefix(told, "Offline: showing the copy of 20 Mar 14:00.") {
			t.Errorf("told %q", told)
		}
		s.sees("Offline · Updated 20 Mar 14:00", "Try again")
		s.press("j", "s") // all of it goes on
		equal(s, "To read", s.count("To read"), "2")
		s.press("[")
		s.pass(2 * time.Minute)
		equal(s, "told of a day that is not kept", s.pane().Told() != "", true)
		s.press("]")
		s.pass(2 * time.Minute)
		s.online()
		s.press("F5")
		s.pass(time.Second)
		s.seesNot("Offline")
	})
}

func TestAFirstStartWithoutANetworkOffersTheDemo(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.offline()
		var opened *demo.Demo
		s.config.OpenDemo = func(ctx context.Context) (*demo.Demo, error) {
			opened = s.demo(ctx)
			return opened, nil
		}
		s.open()
		s.pass(2 * time.Minute)
		s.sees("No papers yet", "Look around", "0 papers kept offline")
		equal(s, "told", s.pane().Told(), "Today's list could not be read.")
		own := s.window
		s.taps("Look around")
		windows := s.app.Driver().AllWindows()
		s.window = windows[len(windows)-1]
		if s.window == own {
			t.Fatal("no other window was opened")
		}
		equal(s, "title", s.window.Title(), "Offprint – demo")
		s.pass(time.Second)
		equal(s, "papers", len(s.listed()), 11)
		s.press("s")
		counts, err := s.library.Counts(s.Context())
		if err != nil || counts.Offline != 0 {
			t.Errorf("the reader's own library has %d papers, %v", counts.Offline, err)
		}
	})
}

// demo is a demo without sockets: those of the real one wait for a network that
// the bubble does not see.
func (s *stage) demo(ctx context.Context) *demo.Demo {
	s.Helper()
	network := connect(s.T, s.server)
	client, err := feed.New(feed.Config{Endpoint: "http://papers.test", Now: s.now, HTTP: network.client()})
	if err != nil {
		s.Fatal(err)
	}
	folders := s.folders
	root := s.TempDir()
	folders.Library, folders.State, folders.Cache = filepath.Join(root, "offprint.db"), filepath.Join(root, "state"), filepath.Join(root, "cache")
	library, err := models.Open(ctx, folders.Library, models.Options{Origin: models.ByWindow, Now: s.now})
	if err != nil {
		s.Fatal(err)
	}
	return &demo.Demo{Library: library, Feed: client, Folders: folders}
}

func TestWhatACommandChangesComesIntoSight(t *testing.T) {
	play(t, func(s *stage) {
		s.press("j")
		command := s.openLibrary(models.ByCommand)
		id := s.paper(topPaper).ID
		if _, err := command.Keep(s.Context(), []int64{id}, models.Keeping{Tags: []string{"by command"}, Why: "for the group"}); err != nil {
			t.Fatal(err)
		}
		s.pass(2 * time.Second)
		equal(s, "To read", s.count("To read"), "1")
		equal(s, "current", s.current(), nextPaper)
		if card := s.cards()[0]; !strings.Contains(card, "for the group") || !strings.Contains(card, "by command") {
			t.Errorf("the card is\n%s", card)
		}
		s.press("z") // the newest step, whoever made it
		equal(s, "To read", s.count("To read"), "")
	})
}

func TestTheSessionComesBack(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.open()
		s.press("[", "j", "j")
		s.window.Resize(fyne.NewSize(1200, 800))
		s.press("Ctrl+K")
		s.types("look: dark")
		s.press("Enter")
		paper := s.current()
		s.main.Quit()
		s.close()
		s.open()
		equal(s, "heading", s.pane().Title(), "Thu 19 Mar 2026")
		equal(s, "current", s.current(), paper)
		s.sees("arXiv:" + paper)
		equal(s, "size", s.window.Canvas().Size(), fyne.NewSize(1200, 800))
		equal(s, "look", fmt.Sprint(ui.Color(ui.ColorSide)), fmt.Sprint(ui.NewTheme(ui.Dark).Color(ui.ColorSide, 0)))

		s.goes("To read")
		s.goes("Today")
		s.press("s", "t")
		s.types("mine")
		s.press("Enter", "Esc")
		s.goes("mine")
		s.close()
		s.open()
		equal(s, "heading", s.pane().Title(), "mine")
		s.press("/")
		s.types("gaussian")
		s.settle()
		s.close()
		s.open()
		equal(s, "heading", s.pane().Title(), "Search")
		equal(s, "found", strings.Join(s.listed(), " "), "2603.19234 2603.16844")
		s.press("Esc", "Esc")
		equal(s, "heading", s.pane().Title() != "Search", true)
	})
}

func TestTheSessionComesBackAfterAKill(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.open()
		s.press("[", "j", "j")
		s.press("n")
		s.types("half a thought")
		s.pass(time.Second)
		// nothing is closed: this is what a killed window leaves
		left := session.Load(filepath.Join(s.folders.State, "session.json"))
		equal(s, "day", left.Day, "2026-03-19")
		equal(s, "paper", left.Paper, s.current())
		equal(s, "note", s.notes(s.current()), "half a thought")
	})
}

func TestTodayIsTheNewestDayTomorrow(t *testing.T) {
	playOn(t, assets.Sample(), "2026-03-19", func(s *stage) {
		s.open()
		equal(s, "heading", s.pane().Title(), "Thu 19 Mar 2026")
		s.close()
		s.start = s.start.Add(24 * time.Hour)
		handler, err := feedtest.New(assets.Sample(), feedtest.Today(today))
		if err != nil {
			t.Fatal(err)
		}
		client, err := feed.New(feed.Config{Endpoint: "http://papers.test", Now: s.now, HTTP: connect(s.T, handler).client()})
		if err != nil {
			t.Fatal(err)
		}
		s.Cleanup(client.Close)
		s.config.Feed, s.config.Refresh = client, s.refresher(client, s.library)
		s.open()
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		equal(s, "current", s.current(), topPaper)
	})
}

func TestALaptopThatSleptReadsTheList(t *testing.T) {
	play(t, func(s *stage) {
		before := len(s.server.Requests())
		wake := s.app.Lifecycle().(interface{ OnEnteredForeground() func() }).OnEnteredForeground()
		wake()
		s.settle()
		equal(s, "requests at once", len(s.server.Requests()), before)
		s.pass(31 * time.Minute)
		wake()
		s.settle()
		if len(s.server.Requests()) == before {
			t.Error("after half an hour nothing was asked")
		}
		equal(s, "told", s.pane().Told(), "")
		s.sees("Updated 14:31")
	})
}

func TestALaterStartBringsTheWindowForward(t *testing.T) {
	playOn(t, assets.Sample(), today, func(s *stage) {
		requests := make(chan []string)
		s.config.Requests = requests
		s.open()
		requests <- []string{"--theme=dark"}
		s.settle()
		s.press("j")
		equal(s, "index", s.list().Index(), 1)
	})
}

func TestRecordedDays(t *testing.T) {
	days := shared(t)
	names, err := fs.Glob(days, "2026-03-*.json")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	newest := strings.TrimSuffix(names[len(names)-1], ".json")
	data, err := fs.ReadFile(days, names[len(names)-1])
	if err != nil {
		t.Fatal(err)
	}
	var items []struct{ Paper struct{ ID string } }
	if err := json.Unmarshal(data, &items); err != nil {
		t.Fatal(err)
	}
	playOn(t, days, newest, func(s *stage) {
		s.open()
		equal(s, "papers", len(s.listed()), len(items))
		for range items {
			s.press("j")
			s.sees("arXiv:" + s.current())
		}
		s.press("Ctrl+A", "s", "z", "Esc", "[")
		if len(s.listed()) == 0 {
			t.Error("the day before has no papers")
		}
	})
}

// A gap that is longer than what is looked through does not keep the reader from
// a list that the library has.
func TestALongGapIsSteppedOverToWhatIsKept(t *testing.T) {
	days := fstest.MapFS{}
	for from, to := range map[string]string{"2026-03-20": "2026-03-20", "2026-03-18": "2026-03-02"} {
		data, err := fs.ReadFile(assets.Sample(), from+".json")
		if err != nil {
			t.Fatal(err)
		}
		days[to+".json"] = &fstest.MapFile{Data: bytes.ReplaceAll(data, []byte(from), []byte(to))}
	}
	playOn(t, days, today, func(s *stage) {
		if _, err := s.refresher(s.feed, s.library).Days(s.Context(), []string{"2026-03-02"}, nil); err != nil {
			s.Fatal(err)
		}
		s.open()
		s.press("[")
		equal(s, "heading", s.pane().Title(), "Mon 2 Mar 2026")
		equal(s, "told", s.pane().Told(), "No list for Thu 19 Mar 2026; this is the nearest one.")
		s.press("]")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
	})
}
