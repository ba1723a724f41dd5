//! A file that is not finished: written beside its place under a name of its own, and put there whole, or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Tells the unfinished files of one process apart; its id tells those of several.
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// An unfinished file. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Part {
    file: Option<BufWriter<File>>,
    path: PathBuf,
    place: PathBuf,
}

impl Part {
    /// Begins the file that is to be at `place`.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn begin(place: &Path) -> io::Result<Part> {
        let name =
            place.file_name().ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "no file is named"))?;
        loop {
            let number = COUNTER.fetch_add(1, Ordering::Relaxed);
            let unfinished = format!(".{}.{}.{number}.part", name.to_string_lossy(), std::process::id());
            let path = place.with_file_name(unfinished);
            match File::create_new(&path) {
                // Left over by a process of the same id that was ended.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
                Ok(file) => {
                    let place = place.to_path_buf();
                    return Ok(Part { file: Some(BufWriter::new(file)), path, place });
                }
            }
        }
    }

    /// Puts it into its place, over what is there.
    ///
    /// # Errors
    /// When it cannot be finished: then what was there is as it was.
    pub fn put_over(mut self) -> io::Result<()> {
        self.finish()?;
        fs::rename(&self.path, &self.place)?;
        self.remember();
        Ok(())
    }

    /// Puts it into its place, unless something is there; says whether nothing was.
    ///
    /// # Errors
    /// When it cannot be finished or put there.
    pub fn put_if_free(mut self) -> io::Result<bool> {
        self.finish()?;
        // A link is made at once or not at all, and never over another file.
        let placed = match fs::hard_link(&self.path, &self.place) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            // Where the file system has no links, the name is taken first.
            Err(_) => match File::create_new(&self.place) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
                Err(error) => return Err(error),
                Ok(_) => {
                    let renamed = fs::rename(&self.path, &self.place);
                    renamed.inspect_err(|_| drop(fs::remove_file(&self.place))).map(|()| true)?
                }
            },
        };
        self.remember();
        Ok(placed)
    }

    /// Everything is on the disk, under the name of the unfinished file.
    fn finish(&mut self) -> io::Result<()> {
        let file = self.file.take().expect("it is finished once");
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()
    }

    /// The folder knows its new file even after the power fails, where folders can be synced at all.
    fn remember(&self) {
        if let Some(Ok(folder)) = self.place.parent().map(File::open) {
            let _ = folder.sync_all();
        }
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().expect("it is not finished yet").write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().expect("it is not finished yet").flush()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // What was put into its place is gone from here; that the rest cannot be removed adds nothing to its cause.
        let _ = fs::remove_file(&self.path);
    }
}
