namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>A value with the line that it stands on, counted from 1.</summary>
internal readonly record struct YamlPair(string Value, int Line);
