; SPDX-License-Identifier: Apache-2.0
; The installer for Windows, for Inno Setup 6: into the person's own folder, without an administrator.
; `packaging/windows_setup.py` runs it with /DVersion /DFolder /DOutput /DIcon. Each version has a folder of its own;
; the one before stays, with an entry of its own in the start menu. Data lies elsewhere and is never touched.
; While a program of EdgeAssist holds AppMutex, neither setting up nor removing begins: the person is asked to close it.

#ifndef Version
  #error Give /DVersion=..., see packaging/windows_setup.py
#endif

[Setup]
AppId={{5B3C6C0E-6B0D-4E0B-9C55-7C1E3E1A9F42}
AppName=EdgeAssist
AppVersion={#Version}
AppVerName=EdgeAssist {#Version}
AppPublisher=The EdgeAssist authors
DefaultDirName={localappdata}\Programs\EdgeAssist
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
DisableDirPage=yes
DisableProgramGroupPage=yes
DisableReadyPage=yes
UsePreviousTasks=yes
ChangesAssociations=yes
AppMutex=EdgeAssist.Open
CloseApplications=yes
RestartApplications=no
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ShowLanguageDialog=auto
LicenseFile={#Folder}\_internal\resources\licences\notices.txt
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\{#Version}\edgeassist.exe
OutputDir={#Output}
OutputBaseFilename=EdgeAssist-{#Version}-windows-x64

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"
Name: "es"; MessagesFile: "compiler:Languages\Spanish.isl"
Name: "fr"; MessagesFile: "compiler:Languages\French.isl"

[CustomMessages]
en.Before=EdgeAssist, version before
de.Before=EdgeAssist, Version davor
es.Before=EdgeAssist, versión anterior
fr.Before=EdgeAssist, version précédente
en.Model=Language model
de.Model=Sprachmodell
es.Model=Modelo de lenguaje
fr.Model=Modèle de langue
en.Pack=Field pack of EdgeAssist
de.Pack=Feldpaket von EdgeAssist
es.Pack=Paquete de campo de EdgeAssist
fr.Pack=Pack de terrain d'EdgeAssist

[Tasks]
Name: desktop; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Files]
Source: "{#Folder}\*"; DestDir: "{app}\{#Version}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{userprograms}\EdgeAssist"; Filename: "{app}\{#Version}\edgeassist.exe"
Name: "{userprograms}\{cm:Before}"; Filename: "{app}\{code:VersionBefore}\edgeassist.exe"; Check: HasVersionBefore
Name: "{userdesktop}\EdgeAssist"; Filename: "{app}\{#Version}\edgeassist.exe"; Tasks: desktop

[Registry]
Root: HKCU; Subkey: "Software\Classes\.gguf\OpenWithProgids"; ValueType: string; ValueName: "EdgeAssist.Model"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\.edgepack"; ValueType: string; ValueData: "EdgeAssist.Pack"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\.edgepack\OpenWithProgids"; ValueType: string; ValueName: "EdgeAssist.Pack"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\EdgeAssist.Model"; ValueType: string; ValueData: "{cm:Model}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\EdgeAssist.Model\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Version}\edgeassist.exe,0"
Root: HKCU; Subkey: "Software\Classes\EdgeAssist.Model\shell\open\command"; ValueType: string; ValueData: """{app}\{#Version}\edgeassist.exe"" ""%1"""
Root: HKCU; Subkey: "Software\Classes\EdgeAssist.Pack"; ValueType: string; ValueData: "{cm:Pack}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\EdgeAssist.Pack\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Version}\edgeassist.exe,0"
Root: HKCU; Subkey: "Software\Classes\EdgeAssist.Pack\shell\open\command"; ValueType: string; ValueData: """{app}\{#Version}\edgeassist.exe"" ""%1"""
Root: HKCU; Subkey: "Software\EdgeAssist"; ValueType: string; ValueName: "Previous"; ValueData: "{code:VersionBefore}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\EdgeAssist"; ValueType: string; ValueName: "Version"; ValueData: "{#Version}"; AfterInstall: ForgetOlderVersions

[Run]
Filename: "{app}\{#Version}\edgeassist.exe"; Description: "{cm:LaunchProgram,EdgeAssist}"; Flags: nowait postinstall skipifsilent

[UninstallDelete]
Type: dirifempty; Name: "{app}"

[Code]
var
  Before: String;

function InitializeSetup(): Boolean;
var
  Last: String;
begin
  Before := '';
  if RegQueryStringValue(HKCU, 'Software\EdgeAssist', 'Version', Last) then
  begin
    if Last <> '{#Version}' then
      Before := Last
    else
      RegQueryStringValue(HKCU, 'Software\EdgeAssist', 'Previous', Before);
  end;
  Result := True;
end;

function VersionBefore(Unused: String): String;
begin
  Result := Before;
end;

function HasVersionBefore(): Boolean;
begin
  Result := (Before <> '') and FileExists(ExpandConstant('{app}\') + Before + '\edgeassist.exe');
end;

{ Removes the folders of versions but the two that are named; what else a person put beside them stays. }
procedure RemoveVersions(Kept: String; KeptToo: String);
var
  Found: TFindRec;
  Folder: String;
begin
  if not FindFirst(ExpandConstant('{app}\*'), Found) then
    exit;
  try
    repeat
      Folder := ExpandConstant('{app}\') + Found.Name;
      if (Found.Attributes and FILE_ATTRIBUTE_DIRECTORY <> 0) and (Found.Name <> Kept)
        and (Found.Name <> KeptToo) and FileExists(Folder + '\edgeassist-worker.exe') then
        DelTree(Folder, True, True, True);
    until not FindNext(Found);
  finally
    FindClose(Found);
  end;
end;

procedure ForgetOlderVersions();
begin
  RemoveVersions('{#Version}', Before);
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
begin
  if CurUninstallStep = usUninstall then
    RemoveVersions('', '');
end;
