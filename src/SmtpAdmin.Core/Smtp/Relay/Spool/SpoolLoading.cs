namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is done with what was read at the opening, before anything new is written.</summary>
internal static class SpoolLoading
{
    private const int Step = 1024 * 1024; // octets read at once

    /// <summary>Sets damaged parts aside.</summary>
    /// <returns>What is damaged, and where it was set aside.</returns>
    public static IReadOnlyList<SpoolDamage> SetAside(SpoolRecovery recovery, SpoolOptions options, ISpoolFiles files)
    {
        if (recovery.Damage.Count == 0) return [];
        foreach (var segment in recovery.Unreadable) segment.Segment.IsKeptAside = true;
        return [.. recovery.Damage.Select(part => part.ToSpoolDamage(SetAside(part, options.Path, files)))];
    }

    /// <summary>
    /// Makes durable what was read: after a crash without a power cut, some of it may be in the system's memory only. What came to nothing is deleted;
    /// where that fails, it is dropped in its turn.
    /// </summary>
    /// <exception cref="IOException">It cannot be made durable.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Sync(SpoolRecovery recovery, SpoolOptions options, ISpoolFiles files)
    {
        foreach (var leftover in recovery.Leftovers)
        {
            try
            {
                files.Delete(leftover.Segment.Path);
                leftover.Segment.IsGone = true;
            }
            catch (Exception exception) when (SpoolWords.IsOfDisk(exception))
            {
                // The index gets it.
            }
        }
        if (recovery.Segments.Count > 0) Rewrite(recovery.Segments[^1], files);
        files.SyncDirectory(options.Path);
    }

    /// <summary>
    /// Writes what is not known to be durable where it stands, once more: when a sync failed before the end, the system takes it for written
    /// and would not write it again, though it is in its memory alone.
    /// </summary>
    private static void Rewrite(RecoveredSegment last, ISpoolFiles files)
    {
        using var file = files.Open(last.Segment.Path, forWriting: true);
        var buffer = new byte[Math.Min(Step, last.Segment.End - last.Durable)];
        for (var at = last.Durable; at < last.Segment.End;)
        {
            var count = file.Read(at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, last.Segment.End - at)));
            if (count == 0) throw new IOException($"'{PlainText.Excerpt(last.Segment.Path, 260)}' became shorter while it was read.");
            file.Write(at, [buffer.AsMemory(0, count)]);
            at += count;
        }
        file.Sync();
    }

    /// <summary>Fills the index, and tells the log what it follows.</summary>
    public static void Load(SpoolRecovery recovery, SpoolIndex index, SpoolLog log)
    {
        var kept = recovery.Segments.Concat(recovery.Unreadable).OrderBy(segment => segment.Segment.Number).ToArray();
        var leftovers = recovery.Leftovers.Where(leftover => !leftover.Segment.IsGone);
        foreach (var segment in kept.Concat(leftovers).OrderBy(segment => segment.Segment.Number)) index.Add(segment.Segment);
        foreach (var message in recovery.Messages)
        {
            foreach (var place in message.Entry.Content) index.Hold(place, message.Entry.Number);
            index.Add(message.Entry);
        }
        var last = kept.LastOrDefault();
        if (last is null) log.Follow(recovery.LastNumber, 0, 0, 0);
        else if (last.Header is null) log.Follow(recovery.LastNumber, last.Segment.Number, last.FileLength, last.FileLength);
        else if (last.HoldsNothing) log.Follow(recovery.LastNumber, last.Header.Previous, last.Header.PreviousDurable, last.Header.PreviousEnd); // it may never have become durable
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
        using var source = files.Open(part.Segment.Path, forWriting: false);
        using var target = files.Create(name);
        var buffer = new byte[Math.Min(Step, part.Length)];
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
