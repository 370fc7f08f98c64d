namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is done with what was read at the opening, before anything new is written.</summary>
internal static class SpoolLoading
{
    /// <summary>Sets damaged parts aside.</summary>
    /// <returns>What is damaged, and where it was set aside.</returns>
    public static IReadOnlyList<SpoolDamage> SetAside(SpoolRecovery recovery, SpoolOptions options, ISpoolFiles files)
    {
        if (recovery.Damage.Count == 0) return [];
        foreach (var segment in recovery.Unreadable) segment.Segment.IsKeptAside = true;
        return [.. recovery.Damage.Select(part => part.ToSpoolDamage(SetAside(part, options.Path, files)))];
    }

    /// <summary>Deletes what came to nothing, as far as that goes: it does no harm.</summary>
    public static void DeleteLeftovers(SpoolRecovery recovery, ISpoolFiles files)
    {
        foreach (var name in recovery.Leftovers)
        {
            try
            {
                files.Delete(name);
            }
            catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
            {
                // It is tried again at the next start.
            }
        }
    }

    /// <summary>Makes durable what was read: after a crash without a power cut, some of it may be in the system's memory only.</summary>
    /// <exception cref="IOException">It cannot be made durable.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Sync(SpoolRecovery recovery, SpoolOptions options, ISpoolFiles files)
    {
        if (recovery.Segments.Count == 0) return;
        using (var file = files.Open(recovery.Segments[^1].Segment.Path, forWriting: true)) file.Sync();
        files.SyncDirectory(options.Path);
    }

    /// <summary>Fills the index, and tells the log what it follows.</summary>
    public static void Load(SpoolRecovery recovery, SpoolIndex index, SpoolLog log)
    {
        RecoveredSegment? last = null;
        foreach (var segment in recovery.Segments.Concat(recovery.Unreadable).OrderBy(segment => segment.Segment.Number))
        {
            index.Add(segment.Segment);
            last = segment;
        }
        foreach (var message in recovery.Messages)
        {
            foreach (var place in message.Entry.Content) index.Hold(place, message.Entry.Number);
            index.Add(message.Entry);
        }
        if (last is null) log.Follow(recovery.LastNumber, 0, 0, 0);
        else if (last.Header is null) log.Follow(recovery.LastNumber, last.Segment.Number, last.FileLength, last.FileLength);
        else log.Follow(recovery.LastNumber, last.Segment.Number, HasHoles(recovery, last) ? last.Durable : last.Segment.End, last.Segment.End);
    }

    private static bool HasHoles(SpoolRecovery recovery, RecoveredSegment last) => recovery.Damage.Any(part => part.IsTorn && part.Segment == last.Segment);

    /// <summary>Copies a damaged part; where that fails, the segment is kept instead when its time has come.</summary>
    private static string? SetAside(RecoveredDamage part, string path, ISpoolFiles files)
    {
        if (part.Segment.IsMissing || part.Length == 0) return null;
        var name = SpoolPaths.Damaged(path, part.Segment.Number, part.Offset);
        try
        {
            var folder = SpoolPaths.Damaged(path);
            files.CreateDirectory(folder);
            if (files.List(folder).Contains(Path.GetFileName(name), StringComparer.Ordinal)) return name; // at an earlier start
            Copy(part, name, files);
            files.SyncDirectory(folder);
            return name;
        }
        catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
        {
            part.Segment.IsKeptAside = true;
            return null;
        }
    }

    private static void Copy(RecoveredDamage part, string name, ISpoolFiles files)
    {
        const int step = 1024 * 1024; // octets
        using var source = files.Open(part.Segment.Path, forWriting: false);
        using var target = files.Create(name);
        var buffer = new byte[Math.Min(step, part.Length)];
        for (long done = 0; done < part.Length;)
        {
            var count = source.Read(part.Offset + done, buffer.AsSpan(0, (int)Math.Min(buffer.Length, part.Length - done)));
            if (count == 0) break;
            target.Write(done, [buffer.AsMemory(0, count)]);
            done += count;
        }
        target.Sync();
    }
}
