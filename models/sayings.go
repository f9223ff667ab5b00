package models

// StepFormats are the formats of all labels of steps, for translating them.
func StepFormats() []string {
	formats := []string{
		"Kept “%s”", "Kept %s papers",
		"Removed “%s” from the reading list", "Removed %s papers from the reading list",
		"Moved “%s” to To read", "Moved %s papers to To read",
		"Started reading “%s”", "Started reading %s papers",
		"Finished “%s”", "Finished %s papers",
		"Archived “%s”", "Archived %s papers",
		"Starred “%s”", "Starred %s papers",
		"Took the star from “%s”", "Took the star from %s papers",
		"Rated “%s” %s of 5", "Rated %s papers %s of 5",
		"Took the rating from “%s”", "Took the rating from %s papers",
		"Wrote why “%s” was kept", "Wrote why %s papers were kept",
		"Removed the reason for keeping “%s”", "Removed the reason for keeping %s papers",
		"Dismissed “%s”", "Dismissed %s papers",
		"Brought back “%s”", "Brought back %s papers",
		"Marked “%s” as seen", "Marked %s papers as seen",
		"Moved “%s” in To read", "Moved %s papers in To read",
		"Wrote a note on “%s”",
		"Tagged “%s”", "Tagged %s papers",
		"Tagged “%s” with %s", "Tagged %s papers with %s",
		"Took tags from “%s”", "Took tags from %s papers",
		"Took %[2]s from “%[1]s”", "Took %[2]s from %[1]s papers",
		"Renamed the tag %s to %s, on 1 paper", "Renamed the tag %s to %s, on %s papers",
		"Merged the tag %s into %s, now on 1 paper", "Merged the tag %s into %s, now on %s papers",
		"Deleted the tag %s, which 1 paper had", "Deleted the tag %s, which %s papers had",
		"Deleted the tag %s and those in it, which 1 paper had", "Deleted the tag %s and those in it, which %s papers had",
		"Changed the color of the tag %s", "Put the tag %s on the key %s", "Took the key from the tag %s",
		"Restored the tag %s with 1 paper", "Restored the tag %s with %s papers",
		"Restored “%s” to the reading list", "Restored a note on “%s”", "Restored the list %s",
		"Changed the citation key of “%s” to %s", "Corrected the name %s", "Took back the correction of the name %s",
		"Undid what was left of “%s”",
		"Imported 1 paper from %s", "Imported %[2]s papers from %[1]s",
	}
	for _, did := range []string{"Muted", "Followed", "Removed a rule: Mutes", "Removed a rule: Follows"} {
		for _, kind := range []RuleKind{WordRule, AuthorRule, OrganizationRule} {
			formats = append(formats, did+" the "+string(kind)+" “%s”")
		}
	}
	return formats
}
