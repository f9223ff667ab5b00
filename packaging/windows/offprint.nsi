; The installer for one user, who need not be an administrator. windows.sh calls makensis with
;
;   -DVERSION=   as the program says it      -DNUMBER=   the same as four numbers
;   -DFILES=     the folder to pack          -DOUTPUT=   the file to write
;
; /S installs without a window, /D=FOLDER (last) elsewhere. The library is in %LocalAppData%\Offprint, which nothing
; here touches.

Unicode true
Target amd64-unicode
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64
SetDateSave off
SetOverwrite on
RequestExecutionLevel user
CRCCheck force

!include MUI2.nsh
!include LogicLib.nsh
!include WinMessages.nsh
!include StrFunc.nsh
${StrStr}
${UnStrRep}

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Offprint"
!define LINKS "Software\Classes\offprint"
!define PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\offprint.exe"

Name "Offprint"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Offprint"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "Offprint ${VERSION}"

VIProductVersion "${NUMBER}"
VIFileVersion "${NUMBER}"
VIAddVersionKey ProductName "Offprint"
VIAddVersionKey CompanyName "Offprint"
VIAddVersionKey FileDescription "Offprint installer"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "BSD-3-Clause"

!define MUI_ICON "${FILES}\offprint.ico"
!define MUI_UNICON "${FILES}\offprint.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\offprint.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

; Away: a program that runs cannot be replaced, but renamed. It goes on as it is, and goes when it has ended and
; another version is installed, or at the next start of the computer.
!macro Away NAME
	Delete "$INSTDIR\${NAME}.old"
	Delete "$INSTDIR\${NAME}"
	${If} ${FileExists} "$INSTDIR\${NAME}"
		Delete "$INSTDIR\${NAME}.old"
		${If} ${FileExists} "$INSTDIR\${NAME}.old"
			GetTempFileName $0 "$INSTDIR"
			Delete $0
			Rename "$INSTDIR\${NAME}.old" "$0.old"
			Delete /REBOOTOK "$0.old"
		${EndIf}
		Rename "$INSTDIR\${NAME}" "$INSTDIR\${NAME}.old"
		Delete /REBOOTOK "$INSTDIR\${NAME}.old"
	${EndIf}
!macroend

; PathLength: how long the user's Path is, in characters, as NSIS knows no text of more than 1,023 and would cut it.
!macro PathLength OUT
	System::Call 'advapi32::RegGetValueW(p 0x80000001, w "Environment", w "Path", i 0x10000006, p 0, p 0, *i .r1) i .r0'
	${If} $0 = 0
		IntOp ${OUT} $1 / 2
	${Else}
		StrCpy ${OUT} 0
		${If} $0 <> 2 ; there is none
			StrCpy ${OUT} 100000 ; it cannot be read
		${EndIf}
	${EndIf}
!macroend

!macro PathChanged
	SendMessage ${HWND_BROADCAST} ${WM_WININICHANGE} 0 "STR:Environment" /TIMEOUT=2000
!macroend

Section
	SetOutPath "$INSTDIR"
	!insertmacro Away "offprint.exe"
	!insertmacro Away "offprint.com"
	ClearErrors
	File "${FILES}\offprint.exe"
	File "${FILES}\offprint.com"
	File "/oname=LICENSE.txt" "${FILES}\LICENSE.txt"
	File "/oname=THIRD-PARTY.txt" "${FILES}\THIRD-PARTY.txt"
	WriteUninstaller "$INSTDIR\uninstall.exe"
	${If} ${Errors}
		; such as a full disk: File has said so, and asked, where there is a window
		SetErrorLevel 2
		Abort "Offprint could not be written to $INSTDIR. Your library is as it was."
	${EndIf}

	CreateShortcut "$SMPROGRAMS\Offprint.lnk" "$INSTDIR\offprint.exe" "" "$INSTDIR\offprint.exe" 0 SW_SHOWNORMAL "" "Read, keep, tag and annotate machine-learning papers"

	WriteRegStr HKCU "${PATHS}" "" "$INSTDIR\offprint.exe"
	WriteRegStr HKCU "${LINKS}" "" "URL:Offprint"
	WriteRegStr HKCU "${LINKS}" "URL Protocol" ""
	WriteRegStr HKCU "${LINKS}\DefaultIcon" "" "$INSTDIR\offprint.exe,0"
	; A link can hold quotes and blanks; what it becomes stands behind --, where nothing is a flag.
	WriteRegStr HKCU "${LINKS}\shell\open\command" "" '"$INSTDIR\offprint.exe" -- "%1"'

	WriteRegStr HKCU "${KEY}" "DisplayName" "Offprint"
	WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
	WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\offprint.exe,0"
	WriteRegStr HKCU "${KEY}" "Publisher" "Offprint"
	WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
	WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
	WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
	WriteRegDWORD HKCU "${KEY}" "NoModify" 1
	WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
	SectionGetSize 0 $0
	WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0

	!insertmacro PathLength $2
	${If} $2 < 700
		ReadRegStr $3 HKCU "Environment" "Path"
		${StrStr} $4 ";$3;" ";$INSTDIR;"
		${If} $4 == ""
			${If} $3 == ""
				WriteRegExpandStr HKCU "Environment" "Path" "$INSTDIR"
			${Else}
				WriteRegExpandStr HKCU "Environment" "Path" "$3;$INSTDIR"
			${EndIf}
			!insertmacro PathChanged
		${EndIf}
	${EndIf}
SectionEnd

Section Uninstall
	!insertmacro Away "offprint.exe"
	!insertmacro Away "offprint.com"
	Delete "$INSTDIR\LICENSE.txt"
	Delete "$INSTDIR\THIRD-PARTY.txt"
	Delete "$INSTDIR\*.old"
	Delete "$INSTDIR\uninstall.exe"
	RMDir /REBOOTOK "$INSTDIR"
	Delete "$SMPROGRAMS\Offprint.lnk"
	DeleteRegKey HKCU "${LINKS}"
	DeleteRegKey HKCU "${PATHS}"
	DeleteRegKey HKCU "${KEY}"

	!insertmacro PathLength $2
	${If} $2 < 1000
	${AndIf} $2 > 0
		ReadRegStr $3 HKCU "Environment" "Path"
		${UnStrRep} $4 ";$3;" ";$INSTDIR;" ";"
		${If} $4 != ";$3;"
			StrCpy $4 $4 -1 1
			${If} $4 == ""
				DeleteRegValue HKCU "Environment" "Path"
			${Else}
				WriteRegExpandStr HKCU "Environment" "Path" $4
			${EndIf}
			!insertmacro PathChanged
		${EndIf}
	${EndIf}
SectionEnd
