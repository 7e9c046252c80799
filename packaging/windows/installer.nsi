; Installs RAICT Desktop for one user, without an administrator. Compiled by build.sh with
;   -DVERSION=  -DPROGRAM=(frozen folder)  -DICONS=(folder)  -DOUT=(installer)
;
; The program lives in $INSTDIR\app and is swapped as a whole: an installation broken off leaves the
; former one as it was. Nothing but $INSTDIR\app is ever removed, so files kept beside it stay.
Unicode true
!ifdef TARGET_CPU
Target ${TARGET_CPU}
!endif
ManifestDPIAware true
SetCompressor /SOLID lzma

!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include FileFunc.nsh

!define NAME "RAICT Desktop"
!define EXE "RAICT Desktop.exe"
!define CLASS "RAICT.Event"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\raict-desktop.exe"

Name "${NAME}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "Folder"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "${NAME}"
VIAddVersionKey /LANG=0 "FileDescription" "${NAME}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "MIT"

!define MUI_ICON "${ICONS}/raict-desktop.ico"
!define MUI_UNICON "${ICONS}/raict-desktop.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\app\${EXE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "English"

LangString RUNNING ${LANG_FRENCH} "RAICT Desktop est ouvert. Fermez-le, puis recommencez : rien n’a été changé."
LangString RUNNING ${LANG_ENGLISH} "RAICT Desktop is open. Close it, then try again: nothing was changed."
LangString NOT_WRITTEN ${LANG_FRENCH} "Le programme n’a pas pu être copié (disque plein ou protégé). La version installée avant est intacte."
LangString NOT_WRITTEN ${LANG_ENGLISH} "The program could not be copied (disk full or protected). The version installed before is untouched."
LangString TOO_OLD ${LANG_FRENCH} "RAICT Desktop demande Windows 10 ou plus récent."
LangString TOO_OLD ${LANG_ENGLISH} "RAICT Desktop needs Windows 10 or newer."
LangString EVENT ${LANG_FRENCH} "Événement RAICT"
LangString EVENT ${LANG_ENGLISH} "RAICT event"
LangString KEPT ${LANG_FRENCH} "Le programme est retiré. Vos événements, vos réglages et vos sauvegardes sont restés."
LangString KEPT ${LANG_ENGLISH} "The program is removed. Your events, settings and backups stayed."

Function .onInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

Section "-program"
  RMDir /r "$INSTDIR\app.new"
  ClearErrors
  SetOutPath "$INSTDIR\app.new"
  File /r "${PROGRAM}/*"
  File "${ICONS}/raict-event.ico"
  SetOutPath "$INSTDIR"
  ${If} ${Errors}
    RMDir /r "$INSTDIR\app.new"
    MessageBox MB_OK|MB_ICONSTOP "$(NOT_WRITTEN)" /SD IDOK
    SetErrorLevel 4
    Abort
  ${EndIf}

  RMDir /r "$INSTDIR\app.old"
  ${If} ${FileExists} "$INSTDIR\app\*.*"
    again:
    ClearErrors
    Rename "$INSTDIR\app" "$INSTDIR\app.old"
    ${If} ${Errors}
      ; Windows does not move a folder whose program runs.
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
      RMDir /r "$INSTDIR\app.new"
      SetErrorLevel 5
      Abort
    ${EndIf}
  ${EndIf}
  ClearErrors
  Rename "$INSTDIR\app.new" "$INSTDIR\app"
  ${If} ${Errors}
    Rename "$INSTDIR\app.old" "$INSTDIR\app"
    MessageBox MB_OK|MB_ICONSTOP "$(NOT_WRITTEN)" /SD IDOK
    SetErrorLevel 4
    Abort
  ${EndIf}
  RMDir /r "$INSTDIR\app.old"

  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\app\${EXE}"

  WriteRegStr HKCU "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\Classes\.raict" "" "${CLASS}"
  WriteRegStr HKCU "Software\Classes\.raict\OpenWithProgids" "${CLASS}" ""
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "$(EVENT)"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" '"$INSTDIR\app\raict-event.ico"'
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\app\${EXE}" "%1"'
  WriteRegStr HKCU "${APP_PATHS}" "" "$INSTDIR\app\raict-desktop.exe"

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\app\${EXE}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR\app" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  ; Explorer reads the association and the icon anew.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  again:
  ${If} ${FileExists} "$INSTDIR\app\*.*"
    RMDir /r "$INSTDIR\app.old"
    ClearErrors
    Rename "$INSTDIR\app" "$INSTDIR\app.old"
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
      SetErrorLevel 5
      Abort
    ${EndIf}
  ${EndIf}
  RMDir /r "$INSTDIR\app.old"
  RMDir /r "$INSTDIR\app.new"
  Delete "$INSTDIR\uninstall.exe"
  ; Only when nothing else is in it.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  ReadRegStr $0 HKCU "Software\Classes\.raict" ""
  ${If} $0 == "${CLASS}"
    DeleteRegValue HKCU "Software\Classes\.raict" ""
  ${EndIf}
  DeleteRegValue HKCU "Software\Classes\.raict\OpenWithProgids" "${CLASS}"
  DeleteRegKey /ifempty HKCU "Software\Classes\.raict\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "Software\Classes\.raict"
  DeleteRegKey HKCU "Software\Classes\${CLASS}"
  DeleteRegKey HKCU "${APP_PATHS}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\${NAME}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DetailPrint "$(KEPT)"
SectionEnd
