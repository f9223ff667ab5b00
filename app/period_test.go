package app_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"offprint/assets"
	"offprint/feed/feedtest"
	"offprint/models"
)

func TestWeeksAndMonths(t *testing.T) {
	play(t, func(s *stage) {
		s.goes("This week")
		equal(s, "heading", s.pane().Title(), "16–22 Mar 2026")
		equal(s, "papers", len(s.listed()), 42)
		equal(s, "the most upvoted", s.current(), "2603.14473")
		s.press("[")
		equal(s, "heading", s.pane().Title(), "9–15 Mar 2026")
		equal(s, "empty", strings.HasPrefix(s.pane().Empty(), "No list for 9–15 Mar 2026"), true)
		s.press("]")
		equal(s, "papers", len(s.listed()), 42)
		s.press("]")
		equal(s, "said", s.said(), "That list is not open yet.")
		equal(s, "heading", s.pane().Title(), "16–22 Mar 2026")
		s.press("g", "m")
		equal(s, "heading", s.pane().Title(), "March 2026")
		equal(s, "papers", len(s.listed()), 42)
		s.taps("Previous day")
		equal(s, "heading", s.pane().Title(), "February 2026")
		s.close()
		s.open() // the session knows a month
		equal(s, "heading", s.pane().Title(), "February 2026")
		s.press("Esc")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
		s.press("[") // days again
		equal(s, "heading", s.pane().Title(), "Thu 19 Mar 2026")
	})
}

func TestWeeksOffline(t *testing.T) {
	play(t, func(s *stage) {
		s.offline()
		s.goes("This week")
		s.pass(2 * time.Minute)
		equal(s, "papers of its days", len(s.listed()), 42)
		equal(s, "told", s.pane().Told(), "Offline: showing what is kept of these days.")
		s.press("[")
		s.pass(2 * time.Minute)
		equal(s, "heading", s.pane().Title(), "9–15 Mar 2026")
		s.sees("Not read yet", "Offline: showing what is kept of these days.")
		s.press("]")
		s.pass(2 * time.Minute)
		s.online()
		s.taps("Try again")
		s.pass(time.Second)
		equal(s, "told", s.pane().Told(), "")
		at := s.now().Local().Format("15:04")
		s.pass(31 * time.Minute)
		s.offline()
		s.goes("This week")
		s.pass(2 * time.Minute)
		equal(s, "told", s.pane().Told(), "Offline: showing the copy of "+at+".")
		equal(s, "papers", len(s.listed()), 42)
	})
}

func TestTrending(t *testing.T) {
	play(t, func(s *stage) {
		s.goes("Trending")
		equal(s, "heading", s.pane().Title(), "Trending")
		equal(s, "papers", len(s.listed()), 45) // of all years
		before := strings.Join(s.listed(), " ")
		s.press("[", "]")
		equal(s, "papers", strings.Join(s.listed(), " "), before)
		s.goes("Today")
		requests := len(s.server.Requests())
		s.goes("Trending") // read a moment ago
		equal(s, "requests", len(s.server.Requests()), requests)
		equal(s, "papers", strings.Join(s.listed(), " "), before)
		s.close()
		s.open()
		equal(s, "heading", s.pane().Title(), "Trending")
	})
}

func TestASubmitter(t *testing.T) {
	play(t, func(s *stage) {
		s.press("j", "j", "j", "j", "j")
		s.sees("submitted by taesiri")
		s.taps("submitted by taesiri")
		equal(s, "heading", s.pane().Title(), "By taesiri")
		for _, id := range []string{"2603.19220", "2603.17216", "2603.16870", "2603.15031"} {
			if !strings.Contains(strings.Join(s.listed(), " "), id) {
				t.Errorf("%s is not among %v", id, s.listed())
			}
		}
		for _, id := range s.listed() {
			equal(s, id+" was submitted by", s.paper(id).SubmitterLogin, "taesiri")
		}
		s.close()
		s.open()
		equal(s, "heading", s.pane().Title(), "By taesiri")
		s.press("Esc")
		equal(s, "heading", s.pane().Title(), "Fri 20 Mar 2026")
	})
}

func TestAListThatCannotBeReadTwice(t *testing.T) {
	play(t, func(s *stage) {
		s.server.Fault(feedtest.Fault{Kind: feedtest.TooMany, Seconds: 900})
		s.goes("This month")
		s.pass(2 * time.Minute)
		if told := s.pane().Told(); !strings.Contains(told, "14:15") {
			t.Errorf("told %q, which does not say when to try again", told)
		}
		equal(s, "papers of its days", len(s.listed()), 42)
	})
}

// later is the sample edition some hours later: the first paper of a day has 42
// more upvotes, and another has come.
func later(t *testing.T, day string) fs.FS {
	t.Helper()
	days := fstest.MapFS{}
	names, err := fs.Glob(assets.Sample(), "*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(assets.Sample(), name)
		if err != nil {
			t.Fatal(err)
		}
		if name == day+".json" {
			var items []map[string]any
			if err := json.Unmarshal(data, &items); err != nil {
				t.Fatal(err)
			}
			first := items[0]["paper"].(map[string]any)
			first["upvotes"] = first["upvotes"].(float64) + 42
			items = append(items, map[string]any{"paper": map[string]any{
				"id": "2603.19999", "title": "A latecomer", "summary": "It came later.", "upvotes": 60, "publishedAt": "2026-03-19T00:00:00.000Z",
				"submittedOnDailyAt": day + "T15:00:00.000Z",
			}})
			if data, err = json.Marshal(items); err != nil {
				t.Fatal(err)
			}
		}
		days[name] = &fstest.MapFile{Data: data}
	}
	return days
}

// becomes is the server with other days.
func (s *stage) becomes(days fs.FS, today string) {
	s.Helper()
	handler, err := feedtest.New(days, feedtest.Today(today))
	if err != nil {
		s.Fatal(err)
	}
	s.server = handler
}

func TestWhatIsNewOnASecondVisit(t *testing.T) {
	for name, leave := range map[string]func(*stage){
		"after another place": func(s *stage) { s.goes("To read") },
		"after a new start":   func(s *stage) { s.close() },
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s *stage) {
				s.seesNot("new since")
				s.pass(2 * time.Second) // the first paper is seen
				leave(s)
				s.becomes(later(t, today), today)
				s.pass(40 * time.Minute)
				if s.main == nil {
					s.open()
				} else {
					s.goes("Today")
				}
				s.settle()
				equal(s, "papers", len(s.listed()), 12)
				cards := s.cards()
				since := "new since " + s.start.Local().Format("15:04")
				if !strings.Contains(cards[0], "+42") || strings.Contains(cards[0], since) {
					t.Errorf("the first card is\n%s", cards[0])
				}
				if !strings.Contains(cards[1], "A latecomer") || !strings.Contains(cards[1], since) {
					t.Errorf("the second card is\n%s", cards[1])
				}
				s.goes("To read")
				s.goes("Today")
				s.seesNot("new since", "+42")
			})
		})
	}
}

func TestClearing(t *testing.T) {
	play(t, func(s *stage) {
		s.press("j", "j", "j")
		s.pass(2 * time.Second)
		left := s.count("Today")
		s.goes("Today")
		equal(s, "left", left, "7")
		steps := len(s.steps())
		s.press("End", "k", "k", "Ctrl+Shift+Up")
		equal(s, "steps", len(s.steps()), steps+1)
		equal(s, "left", s.count("Today"), "1") // the two below were passed
		s.press("z")
		s.press("Ctrl+Shift+A")
		equal(s, "left", s.count("Today"), "")
		equal(s, "steps", len(s.steps()), steps+1)
		s.press("Ctrl+Shift+A")
		equal(s, "said", s.said(), "Everything here is seen already.")
		s.press("z")
		if n := s.count("Today"); n == "" {
			t.Error("nothing came back")
		}
		state, err := s.library.List(s.Context(), models.DayList, today)
		if err != nil || state.Papers != 11 {
			t.Errorf("%+v, %v", state, err)
		}
	})
}
