//! A TCP link to a server that a test can cut and mend: cut, its connections are lost and new ones are refused.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::{App, databases, postgres};
use sea_orm::{ConnectionTrait as _, DatabaseConnection};

/// A link to a `PostgreSQL` server.
pub struct Link {
    address: SocketAddr,
    server: String,
    accepted: Arc<AtomicUsize>,
    carrying: Option<JoinHandle<()>>,
}

impl Link {
    /// A link that works.
    pub async fn to(url: &str) -> Self {
        let mut link = Self::cut_to(url).await;
        link.mend().await;
        link
    }

    /// A link that is still cut.
    pub async fn cut_to(url: &str) -> Self {
        let server = url.split_once('@').unwrap().1.split_once('/').unwrap().0.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { address: listener.local_addr().unwrap(), server, accepted: Arc::default(), carrying: None }
    }

    /// The database of a URL, by this link.
    pub fn url(&self, url: &str) -> String {
        url.replacen(&self.server, &self.address.to_string(), 1)
    }

    /// How many connections have been made.
    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    /// Loses every connection and refuses new ones.
    pub async fn cut(&mut self) {
        if let Some(carrying) = self.carrying.take() {
            carrying.abort();
            let _ = carrying.await;
        }
    }

    /// Lets connections through again.
    pub async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port of the link is still free");
        let (server, accepted) = (self.server.clone(), Arc::clone(&self.accepted));
        self.carrying = Some(tokio::spawn(async move {
            let mut carried = JoinSet::new();
            loop {
                let (mut near, _) = listener.accept().await.unwrap();
                accepted.fetch_add(1, Ordering::SeqCst);
                let server = server.clone();
                carried.spawn(async move {
                    let Ok(mut far) = TcpStream::connect(server).await else { return };
                    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                });
                while carried.try_join_next().is_some() {}
            }
        }));
    }
}

/// A `PostgreSQL` database with its tables, and its URL; none where there is no server.
pub async fn database(folder: &tempfile::TempDir) -> Option<String> {
    databases::set_up(super::Kind::Postgres, folder).await
}

/// A connection to the server itself, which no setting of a database concerns.
async fn admin() -> DatabaseConnection {
    sea_orm::Database::connect(postgres::server().expect("there is a server")).await.unwrap()
}

/// Makes a database accept no writes, or accept them again, and ends its sessions: what clients see of a demotion.
pub async fn read_only(url: &str, is_read_only: bool) {
    let name = url.rsplit('/').next().unwrap();
    let admin = admin().await;
    let set =
        if is_read_only { "SET default_transaction_read_only = on" } else { "RESET default_transaction_read_only" };
    admin.execute_unprepared(&format!("ALTER DATABASE {name} {set}")).await.unwrap();
    let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    admin.execute_unprepared(&end).await.unwrap();
    admin.close().await.unwrap();
}

/// Makes a database accept writes again; sessions that began before go on as they are.
pub async fn writable_for_new_sessions(url: &str) {
    let name = url.rsplit('/').next().unwrap();
    let admin = admin().await;
    admin.execute_unprepared(&format!("ALTER DATABASE {name} RESET default_transaction_read_only")).await.unwrap();
    admin.close().await.unwrap();
}

impl App {
    /// Asks for readiness until it fits; what it says then.
    pub async fn ready_when(&self, fits: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let mut last = serde_json::Value::Null;
        let began = std::time::Instant::now();
        while began.elapsed().as_secs() < 90 {
            last = self.get("/health/ready").await.json().await.unwrap();
            if fits(&last) {
                return last;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("it does not come to that: {last}");
    }
}
